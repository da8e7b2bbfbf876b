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
)
from abutre.adapters.web.wire_rows import (
    AlertPayload,
    EquityPayload,
    TradePayload,
    alert_row,
    candle_row,
    equity_row,
    trade_row,
)
from abutre.domain.model import AccountMode
from abutre.domain.records import StateView


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
        alerts=[alert_row(kept) for kept in view.alerts],
    )


def snapshot_of(view: StateView) -> StateSnapshot:
    """`view` as `state_snapshot` carries it; lists keep the view's order."""
    return StateSnapshot(
        **dict(status_of(view)),
        settings=payloads.settings_changed(view.settings.settings, view.settings.version),
        candles=[candle_row(candle, view.symbol) for candle in view.candles],
        equity=[equity_row(point) for point in view.equity],
        trades=[trade_row(trade) for trade in view.trades],
    )
