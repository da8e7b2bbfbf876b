"""What every implementation of the port `EventPublisher` does."""

import asyncio
from typing import Protocol

from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    BotStatus,
    Event,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    Sequenced,
    SettingsChanged,
    SystemAlert,
    TradeClosed,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.model import Book, BotState, Color, Direction, SequenceResult, Tick
from abutre.domain.ports import EventPublisher
from abutre.domain.settings import Settings

EPOCH = 1_737_469_800

ONE_OF_EACH: tuple[Event, ...] = (
    BotStatus(status=BotState.RUNNING, message="", epoch=EPOCH),
    BalanceUpdate(balance=0, peak=10**15, drawdown_bp=10_000, epoch=EPOCH),
    NewCandle(epoch=EPOCH, open=1, high=10**15, low=1, close=2, color=Color.GREEN),
    MarketData(price=1, streak_count=0, streak_direction=None, epoch=EPOCH),
    TriggerDetected(streak_count=8, direction=Color.RED, epoch=EPOCH),
    TradeOpened(
        trade_id=1,
        book=Book.PAPER,
        epoch=EPOCH,
        direction=Direction.CALL,
        level=1,
        stake=100,
        entry_streak_size=8,
    ),
    PositionUpdate(
        in_position=False,
        direction=None,
        entry_epoch=None,
        entry_streak_size=0,
        current_level=0,
        current_stake=0,
        total_loss=0,
        next_stake=0,
    ),
    TradeClosed(
        trade_id=1,
        book=Book.ACCOUNT,
        epoch=EPOCH,
        result=SequenceResult.LOSS,
        profit=-102_300,
        final_level=10,
        balance=0,
        reason="max_level",
    ),
    RiskStats(total_trades=0, wins=0, losses=0, win_rate_bp=0, roi_bp=-5_000),
    SystemAlert(level=AlertLevel.ERROR, message="<b>\u2028\ud800", epoch=EPOCH),
    SettingsChanged(settings=Settings(), version=1),
)


class Witness(Protocol):
    """Someone who is up to date and writes down what comes."""

    async def seqs(self, count: int) -> list[int]:
        """The numbers of the first `count` events, in the order in which they came."""


class PublisherSuite:
    """Bind it with fixtures `publisher` and `witness`, which sees what `publisher` sends."""

    async def test_events_come_in_order_and_once(self, publisher: EventPublisher, witness: Witness) -> None:
        for number in range(1, 51):
            await publisher.publish(
                Sequenced(seq=number, event=BotStatus(status=BotState.RUNNING, message="", epoch=EPOCH))
            )

        assert await witness.seqs(50) == list(range(1, 51))

    async def test_every_kind_of_event_comes(self, publisher: EventPublisher, witness: Witness) -> None:
        for number, event in enumerate(ONE_OF_EACH, start=1):
            await publisher.publish(Sequenced(seq=number, event=event))

        assert await witness.seqs(len(ONE_OF_EACH)) == list(range(1, len(ONE_OF_EACH) + 1))

    async def test_events_published_at_once_keep_their_order(
        self, publisher: EventPublisher, witness: Witness
    ) -> None:
        await asyncio.gather(
            *(publisher.publish(Sequenced(seq=number, event=ONE_OF_EACH[0])) for number in range(1, 51))
        )

        assert await witness.seqs(50) == list(range(1, 51))

    async def test_numbers_may_go_on_from_an_earlier_process(
        self, publisher: EventPublisher, witness: Witness
    ) -> None:
        await publisher.publish(Sequenced(seq=5_000, event=ONE_OF_EACH[0]))
        await publisher.publish(Sequenced(seq=5_001, event=ONE_OF_EACH[0]))

        assert await witness.seqs(2) == [5_000, 5_001]

    async def test_the_live_price_takes_no_number(self, publisher: EventPublisher, witness: Witness) -> None:
        await publisher.publish(Sequenced(seq=1, event=ONE_OF_EACH[0]))
        await publisher.emit_tick(Tick(epoch=EPOCH, quote=100_080))
        await publisher.publish(Sequenced(seq=2, event=ONE_OF_EACH[0]))

        assert await witness.seqs(2) == [1, 2]
