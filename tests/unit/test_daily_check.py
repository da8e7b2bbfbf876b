"""The bot's own day, replayed at midnight while it trades."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from abutre.app.services.daily_check import DAY, DailyCheck
from abutre.app.services.replay import Replay
from abutre.domain.events import SystemAlert
from abutre.domain.facts import CandleSeen
from abutre.domain.records import Entry
from tests.desk import START, Desk
from tests.fakes.engine import FakeEngineFactory
from tests.fakes.recording import FakeRecording

TO_MIDNIGHT = (DAY - START % DAY) // 60


@asynccontextmanager
async def checked(desk: Desk) -> AsyncIterator[None]:
    """The daily check beside the desk's trader."""
    replay = Replay(recording=FakeRecording(desk.journal), engines=FakeEngineFactory())
    checking = asyncio.create_task(DailyCheck(trader=desk.trader, replay=replay, clock=desk.clock).run())
    for _ in range(20):
        await asyncio.to_thread(int)  # it has looked where the journal stands
    yield
    checking.cancel()
    await asyncio.gather(checking, return_exceptions=True)


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not so():  # noqa: ASYNC110 (a thread and the loop take turns)
            await asyncio.sleep(0)


def alerts(desk: Desk) -> list[str]:
    return [event.message for event in desk.publisher.events() if isinstance(event, SystemAlert)]


async def test_a_day_that_replays_the_same_is_logged_and_alerts_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        async with checked(desk):
            await desk.candles("GR" * (TO_MIDNIGHT // 2 + 1))
            await until(lambda: "the day's journal was replayed" in caplog.text)

    assert "no difference" in caplog.text
    assert not [message for message in alerts(desk) if "journal" in message]


async def test_a_day_that_replays_otherwise_is_an_alert_that_names_the_entry() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RG")
        entry = desk.journal.chain[-1]
        assert isinstance(entry, Entry)
        (candle,) = entry.facts
        assert isinstance(candle, CandleSeen)
        desk.journal.chain[-1] = replace(entry, facts=(replace(candle, close=candle.close - 1),))
        number = len(desk.journal.chain)
        async with checked(desk):
            await desk.candles("RG" * (TO_MIDNIGHT // 2 + 1))
            await until(lambda: any("journal" in message for message in alerts(desk)))

    (message,) = [message for message in alerts(desk) if "journal" in message]
    assert message.startswith(f"The day's journal replays to other decisions, from entry {number} on.")
