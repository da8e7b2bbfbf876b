"""Everything a client needs to draw itself, as one payload; and the short form of it for REST."""

from typing import Annotated, Literal

from pydantic import Field

from abutre.adapters.web import payloads, units
from abutre.adapters.web.wire_events import (
    BalanceUpdatePayload,
    BotStatusPayload,
    CandlePayload,
    EventPayload,
    MarketDataPayload,
    Payload,
    PositionUpdatePayload,
    RiskStatsPayload,
    SettingsPayload,
    Timestamp,
    TradeId,
    WireAlertLevel,
    WireDirection,
    WireResult,
)
from abutre.domain.events import NewCandle, Sequenced, SystemAlert
from abutre.domain.model import AccountMode, Candle, Color
from abutre.domain.records import StateView, Trade
from abutre.domain.symbols import Symbol


class AccountPayload(Payload):
    """What kind of money is at stake; never which account."""

    mode: Annotated[AccountMode, Field(strict=False)]
    currency: str


class SymbolPayload(Payload):
    """The market: the user's name, the broker's code, the smallest price step."""

    name: str
    code: str
    pip_size: float


class QuotePayload(Payload):
    """Profit of a win per stake, and the percentage of contracts that must win to lose nothing."""

    payout_rate: float
    break_even: float


class EquityPayload(Payload):
    """Balance after a closed sequence."""

    timestamp: Timestamp
    balance: float


class TradePayload(Payload):
    """A sequence; what is not known while it runs is null."""

    trade_id: TradeId
    direction: WireDirection
    entry_time: Timestamp
    entry_streak_size: int
    stake: float
    exit_time: Timestamp | None
    result: WireResult | None
    profit: float | None
    final_level: int | None
    reason: str | None


class AlertPayload(Payload):
    """An alert of the past, with the number of its event."""

    level: WireAlertLevel
    message: str
    timestamp: Timestamp
    seq: int


class StatusPayload(Payload):
    """`/api/status`: where the bot stands."""

    seq: int
    account: AccountPayload
    symbol: SymbolPayload
    bot_status: BotStatusPayload
    balance: BalanceUpdatePayload
    position: PositionUpdatePayload
    market: MarketDataPayload | None
    risk_stats: RiskStatsPayload
    quote: QuotePayload
    alerts: list[AlertPayload]


class StateSnapshot(StatusPayload, EventPayload):
    """`state_snapshot`: the status, and what the charts and tables show."""

    event = "state_snapshot"
    schema_version: Literal[1] = 1
    settings: SettingsPayload
    candles: list[CandlePayload]
    equity: list[EquityPayload]
    trades: list[TradePayload]


def status_of(view: StateView) -> StatusPayload:
    """`view` as `/api/status` answers it."""
    return StatusPayload(
        seq=view.seq,
        account=AccountPayload(mode=view.account.mode, currency=view.account.currency),
        symbol=SymbolPayload(name=view.symbol.name, code=view.symbol.code, pip_size=view.symbol.pip_size),
        bot_status=payloads.bot_status(view.bot_status),
        balance=payloads.balance_update(view.balance),
        position=payloads.position_update(view.position),
        market=None if view.market is None else payloads.market_data(view.market, view.symbol),
        risk_stats=payloads.risk_stats(view.risk_stats),
        quote=QuotePayload(
            payout_rate=units.payout_rate(view.quote.payout_rate_ppm),
            break_even=units.break_even(view.quote.payout_rate_ppm),
        ),
        alerts=[_alert(kept) for kept in view.alerts],
    )


def snapshot_of(view: StateView) -> StateSnapshot:
    """`view` as `state_snapshot` carries it; lists keep the view's order."""
    return StateSnapshot(
        **dict(status_of(view)),
        settings=payloads.settings_changed(view.settings.settings, view.settings.version),
        candles=[_candle(candle, view.symbol) for candle in view.candles],
        equity=[
            EquityPayload(timestamp=units.timestamp(point.epoch), balance=units.money(point.balance))
            for point in view.equity
        ],
        trades=[_trade(trade) for trade in view.trades],
    )


def _candle(candle: Candle, symbol: Symbol) -> CandlePayload:
    counted = NewCandle(
        epoch=candle.open_time,
        open=candle.open,
        high=candle.high,
        low=candle.low,
        close=candle.close,
        color=_color(candle),
    )
    return payloads.new_candle(counted, symbol)


def _color(candle: Candle) -> Color:
    if candle.close == candle.open:
        return Color.DOJI
    return Color.GREEN if candle.close > candle.open else Color.RED


def _trade(trade: Trade) -> TradePayload:
    return TradePayload(
        trade_id=units.trade_id(trade.trade_id),
        direction=trade.direction,
        entry_time=units.timestamp(trade.entry_epoch),
        entry_streak_size=trade.entry_streak_size,
        stake=units.money(trade.stake),
        exit_time=units.optional_timestamp(trade.exit_epoch),
        result=trade.result,
        profit=None if trade.profit is None else units.money(trade.profit),
        final_level=trade.final_level,
        reason=trade.reason,
    )


def _alert(kept: Sequenced) -> AlertPayload:
    if not isinstance(kept.event, SystemAlert):
        raise TypeError(f"expected a SystemAlert among the alerts, found {type(kept.event).__name__}")
    shown = payloads.system_alert(kept.event)
    return AlertPayload(level=shown.level, message=shown.message, timestamp=shown.timestamp, seq=kept.seq)
