"""Notifications over real HTTP: to a service that listens, to one that refuses, to one that is not there."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from abutre.adapters.notify.channel import MOST_WAITING
from abutre.adapters.notify.narrator import Narrator
from abutre.adapters.notify.notifier import Notifier
from abutre.adapters.notify.phrases import Phrasebook
from abutre.domain.errors import UserError
from abutre.domain.events import BotStatus
from abutre.domain.model import BotState
from abutre.domain.observing import Language
from abutre.domain.records import Entry
from tests.fakes.clock import FakeClock


class Service:
    """A service that takes JSON and answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.put_nowait(json.loads(await request.text()))
        return web.Response(status=self.status)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    one = Service()
    app = web.Application()
    app.router.add_post("/{secret}", one.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.address = f"json://127.0.0.1:{runner.addresses[0][1]}/planted-secret"
    yield one
    await runner.cleanup()


@asynccontextmanager
async def notifier(*addresses: str) -> AsyncIterator[Notifier]:
    narrator = Narrator(phrasebook=Phrasebook(Language.PORTUGUESE, "USD"), least_level=7)
    one = Notifier(addresses=addresses, narrator=narrator, title="Abutre V100 (DEMO)", clock=FakeClock())
    running = asyncio.create_task(one.run())
    yield one
    running.cancel()


def entry(status: BotState) -> Entry:
    told = BotStatus(status=status, message="", epoch=1)
    return Entry(run_id=1, facts=(), effects=(told,), events=(), state="", epoch=1)


async def test_a_message_reaches_the_service(service: Service) -> None:
    async with notifier(service.address) as one:
        one.observe(entry(BotState.STOPPED), kept_in=0.0)
        got = await service.got.get()
    assert (got["title"], got["message"]) == ("Abutre V100 (DEMO)", "O robô está parado.")


async def test_a_service_that_refuses_is_asked_again_and_given_up_without_its_address_in_the_log(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = 500
    caplog.set_level(logging.DEBUG)
    async with notifier(service.address) as one:
        one.observe(entry(BotState.STOPPED), kept_in=0.0)
        await one.flush()
        assert (service.got.qsize(), one.dropped) == (3, 1)
    assert "was not sent" in caplog.text
    assert "planted-secret" not in caplog.text


async def test_a_service_that_is_down_keeps_nobody_from_the_others(service: Service) -> None:
    async with notifier("json://127.0.0.1:1/gone", service.address) as one:
        one.observe(entry(BotState.STOPPED), kept_in=0.0)
        one.observe(entry(BotState.RUNNING), kept_in=0.0)
        assert [(await service.got.get())["message"][-8:] for _ in range(2)] == [" parado.", "peração."]


async def test_what_too_many_wait_for_is_dropped_at_once_and_counted(service: Service) -> None:
    narrator = Narrator(phrasebook=Phrasebook(Language.ENGLISH, "USD"), least_level=7)
    one = Notifier(addresses=[service.address], narrator=narrator, title="", clock=FakeClock())
    for number in range(MOST_WAITING + 3):
        one.observe(entry(BotState.STOPPED if number % 2 else BotState.RUNNING), kept_in=0.0)
    assert one.dropped == 3


def test_an_address_that_nobody_knows_is_named_by_its_place_only() -> None:
    narrator = Narrator(phrasebook=Phrasebook(Language.ENGLISH, "USD"), least_level=7)
    with pytest.raises(UserError, match="address number 2") as refused:
        Notifier(
            addresses=["json://127.0.0.1/", "nonsense-secret"], narrator=narrator, title="", clock=FakeClock()
        )
    assert "nonsense-secret" not in str(refused.value)
