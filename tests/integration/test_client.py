"""The Python client against the real server: in order, each once, over interruptions, commands once."""

import asyncio
from itertools import islice

import pytest

from abutre.adapters.web.site import Site
from abutre.adapters.web.snapshot import StateSnapshot
from abutre.client import Client, Refused, Update
from abutre.domain.errors import UserError
from tests.fakes.controls import FakeControls
from tests.web_client import alert, running_site, site_of, web_server


async def numbered(client: Client, count: int) -> list[Update]:
    """The next updates that carry a number."""
    found: list[Update] = []
    async with asyncio.timeout(20):
        async for update in client.updates():
            if update.seq is not None:
                found.append(update)
            if len(found) == count:
                return found
    raise AssertionError("updates ended")


async def test_the_first_update_is_a_snapshot_and_then_comes_every_event_once() -> None:
    async with running_site() as (url, _, controls, _), Client(url) as bot:
        await controls.tell(*map(alert, range(5)))
        first, *others = await numbered(bot, 6)
    assert isinstance(first.payload, StateSnapshot)
    assert first.seq is not None
    assert [update.seq for update in others] == list(range(first.seq + 1, first.seq + 6))


async def test_a_command_is_answered_and_a_bad_setting_named() -> None:
    async with running_site() as (url, _, controls, _), Client(url) as bot:
        await bot.start()
        await bot.pause(after_sequence=True)
        await bot.update_settings(delay_threshold=9)
        with pytest.raises(Refused) as refused:
            await bot.update_settings(max_level=99)
    assert [command.verb for command in controls.commands] == ["start", "pause"]
    assert list(refused.value.errors) == ["max_level"]


async def test_a_client_that_comes_back_gets_what_it_missed_and_nothing_twice() -> None:
    server = web_server()
    controls = FakeControls(server)
    site = site_of(server, controls, port=0)
    url = await site.start()
    async with Client(url) as bot:
        await controls.tell(alert(1))
        seen = await numbered(bot, 2)
        await site.stop()
        await controls.tell(alert(2), alert(3))
        again = await reopened(controls, int(url.rpartition(":")[2]))
        try:
            seen += await numbered(bot, 2)
            await controls.tell(alert(4))
            seen += await numbered(bot, 1)
        finally:
            await again.stop()
    first = seen[0].seq or 0
    assert [update.seq for update in seen] == list(islice(range(first, first + 9), 5))


async def reopened(controls: FakeControls, port: int) -> Site:
    """The same bot behind a new server, as after a restart."""
    server = web_server()
    controls.publish_to(server)
    site = site_of(server, controls, port=port)
    await site.start()
    return site


async def test_where_nobody_listens_is_said_plainly() -> None:
    with pytest.raises(UserError, match="cannot be followed"):
        async with Client("http://127.0.0.1:1"):
            pass
