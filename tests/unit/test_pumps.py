"""What keeps the trader informed of a broker: its quotes, and what its connection goes through."""

import asyncio
from collections.abc import AsyncIterator

from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.pumps import pump_notices, pump_quotes, pump_time
from abutre.domain.effects import Backfill
from abutre.domain.errors import UserError
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.facts import Quoted, TickSeen, TimePassed
from abutre.domain.model import Quote
from abutre.domain.records import Notice
from tests.desk import START, Desk
from tests.fakes.broker import FakeBroker
from tests.fakes.clock import FakeClock

OFFER = Quote(payout_rate_ppm=924_100, min_stake=35, max_stake=5_000_000, assumed=False)


class QuotingBroker(FakeBroker):
    """Has no quote the first time it is asked, and tells when it was asked for the third time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.third = asyncio.Event()

    async def quote(self) -> Quote:
        self.asked += 1
        if self.asked == 1:
            raise UserError("Deriv gives no quote")
        if self.asked == 3:
            self.third.set()
            await asyncio.Event().wait()
        return OFFER


async def test_the_offer_is_told_once_a_minute_and_a_failure_is_no_end() -> None:
    desk, clock, broker = Desk(), FakeClock(START), QuotingBroker()
    async with desk.open():
        pumping = asyncio.create_task(pump_quotes(broker, desk.trader, clock))
        await broker.third.wait()
        pumping.cancel()
    facts = [fact for entry in desk.journal.entries for fact in entry.facts]
    assert clock.now() == START + 3 * 60
    assert [fact for fact in facts if isinstance(fact, Quoted)][-1] == Quoted(
        payout_rate_ppm=924_100, min_stake=35, max_stake=5_000_000
    )


async def test_notices_become_alerts_of_their_level() -> None:
    async def notices() -> AsyncIterator[Notice]:
        yield Notice(level=AlertLevel.WARNING, message="the connection was lost")
        yield Notice(level=AlertLevel.INFO, message="the connection is back")

    desk = Desk()
    async with desk.open():
        await pump_notices(notices(), desk.trader)
    told = [event for event in desk.publisher.events() if isinstance(event, SystemAlert)]
    assert [(alert.level, alert.message) for alert in told[-2:]] == [
        (AlertLevel.WARNING, "the connection was lost"),
        (AlertLevel.INFO, "the connection is back"),
    ]


async def test_a_trader_that_has_ended_takes_no_notice() -> None:
    async def notices() -> AsyncIterator[Notice]:
        yield Notice(level=AlertLevel.INFO, message="too late")

    desk = Desk()
    async with desk.open():
        pass
    try:
        await pump_notices(notices(), desk.trader)
    except InboxClosedError:
        return
    raise AssertionError("expected the inbox to be closed")


async def test_a_minute_whose_ticks_have_stopped_is_closed_by_the_clock() -> None:
    desk, clock = Desk(), FakeClock(START)
    async with desk.open():
        pumping = asyncio.create_task(pump_time(desk.trader, clock, tick_interval=2))
        for second in range(0, 40, 2):
            await desk.trader.submit(TickSeen(epoch=START + second, quote=100_000))
            await clock.sleep(2)
        while not _passed(desk):  # noqa: ASYNC110 (the turns of the loop are what passes here)
            await asyncio.sleep(0)
        pumping.cancel()
    assert START + 64 <= _passed(desk)[0] <= clock.now()
    asked = [effect for entry in desk.journal.entries for effect in entry.effects]
    assert Backfill(from_time=START, to_time=START) in asked


async def test_while_ticks_come_the_clock_says_nothing() -> None:
    desk, clock = Desk(), FakeClock(START)
    async with desk.open():
        pumping = asyncio.create_task(pump_time(desk.trader, clock, tick_interval=2))
        for second in range(0, 300, 2):
            await desk.trader.submit(TickSeen(epoch=START + second, quote=100_000))
            await clock.sleep(2)
        pumping.cancel()
    assert _passed(desk) == []


def _passed(desk: Desk) -> list[int]:
    facts = [fact for entry in desk.journal.entries for fact in entry.facts]
    return [fact.epoch for fact in facts if isinstance(fact, TimePassed)]
