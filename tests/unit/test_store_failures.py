"""A store that fails: nothing leaves, nothing is lost, and everything goes on when it works again."""

import asyncio

import pytest

from abutre.app.services.control import WAITS
from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.keeper import FIRST_PAUSE, LONGEST_PAUSE, Keeper
from abutre.domain.commands import BotCommand, Verb
from abutre.domain.errors import StoreError
from abutre.domain.events import AlertLevel
from abutre.domain.model import BotState
from abutre.domain.records import Entry
from tests.desk import START, Desk, alerts, until
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal

FULL = "the disk is full"
NOTHING = Entry(run_id=1, facts=(), effects=(), events=(), state="", epoch=START)


async def test_while_the_store_fails_nothing_leaves_and_one_alert_says_so() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        seq, entries = desk.trader.latest.seq, len(desk.journal.entries)
        desk.diary.clear()
        desk.journal.broken = FULL
        trigger = asyncio.create_task(desk.candles("R"))
        await until(lambda: desk.journal.refused == 5)
        assert desk.diary == ["SystemAlert"]
        assert desk.publisher.published[-1].seq == seq
        assert (alerts(desk)[-1][0], alerts(desk)[-1][1].rpartition(": ")[2]) == (AlertLevel.ERROR, FULL)
        assert desk.broker.orders == []
        assert len(desk.journal.entries) == entries
        assert desk.trader.latest.seq == seq
        assert not trigger.done()
        desk.journal.broken = None
        await trigger


async def test_when_the_store_works_again_everything_goes_on_in_order() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        desk.journal.broken = FULL
        trigger = asyncio.create_task(desk.candles("R"))
        await until(lambda: desk.journal.refused == 2)
        desk.diary.clear()
        desk.journal.broken = None
        await trigger
        assert desk.diary == [
            "commit", "NewCandle", "MarketData", "TriggerDetected", "SystemAlert",
            "commit", "SystemAlert", "buy on CALL",
            "commit", "TradeOpened", "PositionUpdate", "BalanceUpdate",
        ]  # fmt: skip
        assert (AlertLevel.SUCCESS, "The journal can be written again") in [
            (level, message[:32]) for level, message in alerts(desk)
        ]
    journalled = [event.seq for entry in desk.journal.entries for event in entry.events]
    assert journalled == list(range(1, len(journalled) + 1))


async def test_attempts_come_less_and_less_often() -> None:
    class TimingJournal(FakeJournal):
        def __init__(self, clock: FakeClock) -> None:
            super().__init__()
            self.clock = clock
            self.at: list[float] = []

        async def commit(self, entry: Entry) -> None:
            self.at.append(self.clock.monotonic())
            await super().commit(entry)

    async def say_nothing(_: StoreError) -> None:
        return

    clock = FakeClock()
    journal = TimingJournal(clock)
    journal.broken = FULL
    keeper = Keeper(journal=journal, clock=clock)
    keeping = asyncio.create_task(keeper.keep(NOTHING, on_failure=say_nothing))
    await until(lambda: len(journal.at) == 9)
    pauses = [later - earlier for earlier, later in zip(journal.at, journal.at[1:], strict=False)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-2:] == [LONGEST_PAUSE, LONGEST_PAUSE]
    keeper.give_up()
    with pytest.raises(StoreError, match=FULL):
        await keeping


async def test_a_command_is_answered_at_once_and_done_when_it_can_be() -> None:
    desk = Desk()
    async with desk.open():
        desk.journal.broken = FULL
        candle = asyncio.create_task(desk.candles("R"))
        reply = await desk.control.command(BotCommand(verb=Verb.STOP))
        assert (reply.ok, reply.error) == (False, WAITS)
        assert desk.trader.latest.bot_status.status is BotState.RUNNING
        desk.journal.broken = None
        await candle
        await until(lambda: desk.trader.latest.bot_status.status is BotState.STOPPED)


async def test_who_connects_meanwhile_sees_what_was_told_last() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        desk.journal.broken = FULL
        candle = asyncio.create_task(desk.candles("G"))
        await until(lambda: desk.journal.refused == 2)
        state = await desk.control.state()
        assert state.seq == desk.journal.entries[-1].events[-1].seq
        assert await desk.control.events_after(state.seq) == []
        desk.journal.broken = None
        await candle


async def test_closing_ends_the_trader_though_the_store_fails() -> None:
    desk = Desk()
    trading = asyncio.create_task(desk.trader.run())
    await desk.start()
    desk.journal.broken = FULL
    candles = asyncio.gather(*(desk.candles("R") for _ in range(3)), return_exceptions=True)
    await until(lambda: desk.journal.refused == 2)
    desk.trader.close()
    with pytest.raises(StoreError, match=FULL):
        await trading
    assert [type(outcome) for outcome in await candles] == [InboxClosedError] * 3
    with pytest.raises(InboxClosedError):
        await desk.candles("R")


async def test_the_slowest_commit_is_told_once() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        desk.journal.broken = FULL
        candle = asyncio.create_task(desk.candles("G"))
        await until(lambda: desk.journal.refused == 3)
        desk.journal.broken = None
        await candle
        assert desk.trader.slowest_commit() > 1
        assert desk.trader.slowest_commit() == 0
