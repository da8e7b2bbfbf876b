"""Everything a client needs to draw itself, as one payload; and the short form of it for REST."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Literal, TypeVar

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
from abutre.domain.model import AccountMode, Candle
from abutre.domain.records import EquityPoint, StateView, Trade

Row = TypeVar("Row")
Made = TypeVar("Made")


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


class Snapshots:
    """Makes snapshots of one bot; a row that stood in the one before is not made again."""

    def __init__(self) -> None:
        self._candles: dict[Candle, CandlePayload] = {}
        self._equity: dict[EquityPoint, EquityPayload] = {}
        self._trades: dict[Trade, TradePayload] = {}

    def of(self, view: StateView) -> StateSnapshot:
        """`view` as `state_snapshot` carries it; lists keep the view's order."""
        self._candles = _made(view.candles, self._candles, lambda candle: candle_row(candle, view.symbol))
        self._equity = _made(view.equity, self._equity, equity_row)
        self._trades = _made(view.trades, self._trades, trade_row)
        return StateSnapshot(
            **dict(status_of(view)),
            settings=payloads.settings_changed(view.settings.settings, view.settings.version),
            candles=[self._candles[candle] for candle in view.candles],
            equity=[self._equity[point] for point in view.equity],
            trades=[self._trades[trade] for trade in view.trades],
        )


def _made(rows: Iterable[Row], known: Mapping[Row, Made], make: Callable[[Row], Made]) -> dict[Row, Made]:
    return {row: known.get(row) or make(row) for row in rows}
