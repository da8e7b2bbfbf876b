"""Orders that come late: the first of a sequence is dropped, a later one leaves if its sender can write."""

import asyncio

from abutre.app.services.carry_out import SEND_WITHIN, TOO_LATE
from abutre.app.services.trader import SENT_LATE
from abutre.domain.errors import LateOrderError, UserError
from abutre.domain.events import AlertLevel
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled
from abutre.domain.model import Book, Order, Outcome
from tests.desk import START, Desk, alerts, until

FULL = "the disk is full"


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
