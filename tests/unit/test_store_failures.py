"""A store that fails: nothing leaves, nothing is lost, and everything goes on when it works again."""

import asyncio
from collections.abc import Callable

import pytest

from abutre.app.services.carry_out import SEND_WITHIN, TOO_LATE
from abutre.app.services.control import WAITS
from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.keeper import FIRST_PAUSE, LONGEST_PAUSE, Keeper
from abutre.app.services.trader import SENT_LATE
from abutre.domain.commands import BotCommand, Verb
from abutre.domain.errors import LateOrderError, StoreError, UserError
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled
from abutre.domain.model import Book, BotState, Order, Outcome
from abutre.domain.records import Entry
from tests.desk import START, Desk
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal

FULL = "the disk is full"
NOTHING = Entry(run_id=1, facts=(), effects=(), events=(), state="", epoch=START)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 (the turns of the loop are what passes here)
            await asyncio.sleep(0)


def alerts(desk: Desk) -> list[tuple[AlertLevel, str]]:
    found = [event for event in desk.publisher.events() if isinstance(event, SystemAlert)]
    return [(alert.level, alert.message) for alert in found]


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
    keeper, lock = Keeper(journal=journal, clock=clock), asyncio.Lock()
    await lock.acquire()
    keeping = asyncio.create_task(keeper.keep(NOTHING, lock=lock, on_failure=say_nothing))
    await until(lambda: len(journal.at) == 9)
    pauses = [later - earlier for earlier, later in zip(journal.at, journal.at[1:], strict=False)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-2:] == [LONGEST_PAUSE, LONGEST_PAUSE]
    keeper.give_up()
    with pytest.raises(StoreError, match=FULL):
        await keeping
    assert lock.locked()


async def test_an_order_whose_candle_is_over_is_dropped() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        desk.journal.broken = FULL
        trigger = asyncio.create_task(desk.candles("R"))
        await until(lambda: desk.journal.refused == 3)
        desk.feed.time = START + 180
        desk.journal.broken = None
        await trigger
        assert desk.broker.orders == []
        assert desk.journal.entries[-1].facts == (
            Refused(book=Book.ACCOUNT, intent=1, reason=TOO_LATE, fatal=False, epoch=START + 180),
        )
        assert TOO_LATE in alerts(desk)[-1][1]
        await desk.candles("R")
        assert len(desk.broker.orders) == 1


async def test_an_order_is_dropped_when_nobody_knows_the_time() -> None:
    desk = Desk()

    async def unknown() -> int:
        raise UserError("Deriv does not tell its time")

    async with desk.open():
        await desk.candles("R")
        desk.journal.broken = FULL
        trigger = asyncio.create_task(desk.candles("R"))
        await until(lambda: desk.journal.refused == 3)
        desk.feed.now = unknown  # type: ignore[method-assign] # (the connection is lost now)
        desk.journal.broken = None
        await trigger
        assert desk.broker.orders == []


async def test_a_later_level_is_sent_late() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RR")
        desk.journal.broken = FULL
        lost = Settled(book=Book.ACCOUNT, intent=1, outcome=Outcome.LOST, payout=0, epoch=START + 180)
        settling = asyncio.create_task(desk.trader.submit(lost))
        await until(lambda: desk.journal.refused == 3)
        desk.feed.time = START + 600
        desk.journal.broken = None
        await settling
        assert [order.stake for order in desk.broker.orders] == [100, 200]


async def test_a_first_order_that_the_broker_finds_late_is_dropped() -> None:
    desk = Desk()
    late_for(desk, 100)
    async with desk.open():
        await desk.candles("RR")
        assert desk.broker.orders == []
        refused = Refused(book=Book.ACCOUNT, intent=1, reason=TOO_LATE, fatal=False, epoch=START + 600)
        assert desk.journal.entries[-1].facts == (refused,)


async def test_a_later_level_that_the_broker_finds_late_is_sent_after_another_entry_is_kept() -> None:
    desk = Desk()
    late_for(desk, 200)
    async with desk.open():
        await desk.candles("RR")
        lost = Settled(book=Book.ACCOUNT, intent=1, outcome=Outcome.LOST, payout=0, epoch=START + 180)
        await desk.trader.submit(lost)
        assert [order.stake for order in desk.broker.orders] == [100, 200]
        assert desk.broker.orders[-1].send_by == START + 600 + SEND_WITHIN
        bought = len(desk.diary) - desk.diary[::-1].index("buy on CALL") - 1
        assert desk.diary[bought - 2 : bought] == ["commit", "SystemAlert"]
        assert (AlertLevel.WARNING, SENT_LATE) in alerts(desk)


async def test_a_later_level_that_is_late_is_not_sent_by_who_cannot_write_any_more() -> None:
    desk = Desk()
    late_for(desk, 200, then=FULL)
    async with desk.open():
        await desk.candles("RR")
        lost = Settled(book=Book.ACCOUNT, intent=1, outcome=Outcome.LOST, payout=0, epoch=START + 180)
        settling = asyncio.create_task(desk.trader.submit(lost))
        await until(lambda: desk.journal.refused == 2)
        assert [order.stake for order in desk.broker.orders] == [100]
        desk.journal.broken = None
        await settling
        assert [order.stake for order in desk.broker.orders] == [100, 200]


def late_for(desk: Desk, stake: int, *, then: str | None = None) -> None:
    """The broker's time is START + 600 when an order for `stake` comes; `then` fails the journal."""
    buy = desk.broker.buy

    async def late(order: Order) -> Purchased | Refused | OutcomeUnknown:
        if order.stake == stake and order.send_by is not None and order.send_by < START + 600:
            desk.journal.broken = then
            raise LateOrderError(START + 600)
        return await buy(order)

    desk.broker.buy = late  # type: ignore[method-assign] # (only its clock is another)


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
