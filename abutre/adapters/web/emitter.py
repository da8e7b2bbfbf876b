"""The seed's emitter API: ten coroutines in the wire's own units, each a call of the typed `publish`."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from abutre.adapters.web import units
from abutre.adapters.web.wire_events import (
    BalanceUpdatePayload,
    BotStatusPayload,
    CandlePayload,
    MarketDataPayload,
    PositionUpdatePayload,
    RiskStatsPayload,
    SystemAlertPayload,
    TradeClosedPayload,
    TradeOpenedPayload,
    TriggerDetectedPayload,
)
from abutre.domain.events import (
    BalanceUpdate,
    BotStatus,
    Event,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    Sequenced,
    SystemAlert,
    TradeClosed,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.model import Book, SequenceResult
from abutre.domain.symbols import Symbol


class Emitter(ABC):
    """For use without a bot: amounts, quotes and percentages as the dashboard shows them.

    A missing, unknown or ill-typed value raises ValueError and sends nothing; figures with too many
    decimals are rounded half up. A running bot numbers its own events and uses `publish` alone.
    """

    def __init__(self, *, symbol: Symbol, now: Callable[[], int]) -> None:
        self._symbol = symbol
        self._now = now

    @property
    @abstractmethod
    def last_seq(self) -> int:
        """Number of the newest event, 0 before the first."""

    @abstractmethod
    async def publish(self, event: Sequenced) -> None:
        """Send `event` to every client that is up to date."""

    async def emit_balance_update(self, *, balance: float, peak: float, drawdown_pct: float) -> None:
        """The balance changed."""
        given = BalanceUpdatePayload(
            balance=balance, peak=peak, drawdown_pct=drawdown_pct, timestamp=self._timestamp()
        )
        await self._emit(
            BalanceUpdate(
                balance=units.minor_units(given.balance),
                peak=units.minor_units(given.peak),
                drawdown_bp=units.basis_points(given.drawdown_pct),
                epoch=units.epoch(given.timestamp),
            )
        )

    async def emit_new_candle(self, candle: Mapping[str, object]) -> None:
        """A minute is complete; `candle` is the payload of `new_candle`."""
        given = CandlePayload.model_validate(candle)
        await self._emit(
            NewCandle(
                epoch=units.epoch(given.timestamp),
                open=self._pips(given.open),
                high=self._pips(given.high),
                low=self._pips(given.low),
                close=self._pips(given.close),
                color=given.color,
            )
        )

    async def emit_trigger_detected(self, *, streak_count: int, direction: str) -> None:
        """A streak reached the threshold; direction is its colour."""
        given = TriggerDetectedPayload.model_validate(
            {"streak_count": streak_count, "direction": direction, "timestamp": self._timestamp()}
        )
        await self._emit(
            TriggerDetected(
                streak_count=given.streak_count,
                direction=given.direction,
                epoch=units.epoch(given.timestamp),
            )
        )

    async def emit_trade_opened(self, trade: Mapping[str, object]) -> None:
        """A sequence opened; `trade` is the payload of `trade_opened`."""
        given = TradeOpenedPayload.model_validate(trade)
        await self._emit(
            TradeOpened(
                trade_id=units.trade_number(given.trade_id),
                book=Book.ACCOUNT,
                epoch=units.epoch(given.entry_time),
                direction=given.direction,
                level=given.level,
                stake=units.minor_units(given.stake),
                entry_streak_size=given.entry_streak_size,
            )
        )

    async def emit_trade_closed(self, trade: Mapping[str, object]) -> None:
        """A sequence closed; `trade` is the payload of `trade_closed`."""
        given = TradeClosedPayload.model_validate(trade)
        await self._emit(
            TradeClosed(
                trade_id=units.trade_number(given.trade_id),
                book=Book.ACCOUNT,
                epoch=units.epoch(given.exit_time),
                result=given.result,
                profit=units.minor_units(given.profit),
                final_level=given.final_level,
                balance=units.minor_units(given.balance),
                reason="won" if given.result is SequenceResult.WIN else "max_level",
            )
        )

    async def emit_position_update(self, position: Mapping[str, object]) -> None:
        """The running sequence changed; `position` is the payload of `position_update`."""
        given = PositionUpdatePayload.model_validate(position)
        await self._emit(
            PositionUpdate(
                in_position=given.in_position,
                direction=given.direction,
                entry_epoch=None if given.entry_timestamp is None else units.epoch(given.entry_timestamp),
                entry_streak_size=given.entry_streak_size,
                current_level=given.current_level,
                current_stake=units.minor_units(given.current_stake),
                total_loss=units.minor_units(given.total_loss),
                next_stake=units.minor_units(given.next_stake),
            )
        )

    async def emit_market_data(
        self, *, symbol: str, price: float, streak_count: int, streak_direction: str | None
    ) -> None:
        """The market at a candle's close. `symbol` must be the server's own."""
        if symbol != self._symbol.name:
            raise ValueError(
                f"expected symbol {self._symbol.name!r}, which this server shows; found {symbol!r}"
            )
        given = MarketDataPayload.model_validate(
            {
                "symbol": symbol,
                "price": price,
                "streak_count": streak_count,
                "streak_direction": streak_direction,
                "timestamp": self._timestamp(),
            }
        )
        await self._emit(
            MarketData(
                price=self._pips(given.price),
                streak_count=given.streak_count,
                streak_direction=given.streak_direction,
                epoch=units.epoch(given.timestamp),
            )
        )

    async def emit_risk_stats(self, stats: Mapping[str, object]) -> None:
        """A sequence was counted; `stats` is the payload of `risk_stats`."""
        given = RiskStatsPayload.model_validate(stats)
        await self._emit(
            RiskStats(
                total_trades=given.total_trades,
                wins=given.wins,
                losses=given.losses,
                win_rate_bp=units.basis_points(given.win_rate),
                roi_bp=units.basis_points(given.roi),
            )
        )

    async def emit_bot_status(self, status: str, message: str) -> None:
        """The bot's status changed."""
        given = BotStatusPayload.model_validate(
            {"status": status, "message": message, "timestamp": self._timestamp()}
        )
        await self._emit(
            BotStatus(status=given.status, message=given.message, epoch=units.epoch(given.timestamp))
        )

    async def emit_system_alert(self, level: str, message: str) -> None:
        """Something a person should know."""
        given = SystemAlertPayload.model_validate(
            {"level": level, "message": message, "timestamp": self._timestamp()}
        )
        await self._emit(
            SystemAlert(level=given.level, message=given.message, epoch=units.epoch(given.timestamp))
        )

    async def _emit(self, event: Event) -> None:
        await self.publish(Sequenced(seq=self.last_seq + 1, event=event))

    def _timestamp(self) -> str:
        return units.timestamp(self._now())

    def _pips(self, quote: float) -> int:
        return units.pips(quote, self._symbol.decimals)
