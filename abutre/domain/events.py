"""Events: what the dashboard is told, in the wire contract's names, in the system's units.

Money in minor units, prices in pips, time in epoch seconds, percentages in hundredths of a percent
(`_bp`); `adapters.web.wire` turns them into the wire's floats and ISO timestamps.
"""

from dataclasses import dataclass
from enum import StrEnum

from abutre.domain.model import Book, BotState, Color, Direction, SequenceResult
from abutre.domain.settings import Settings


class AlertLevel(StrEnum):
    """Severity of a `SystemAlert`."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotStatus:
    """`bot_status`: on every change, and as the answer to a command."""

    status: BotState
    message: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceUpdate:
    """`balance_update`: a running contract's stake counts as spent (R10)."""

    balance: int
    peak: int
    drawdown_bp: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCandle:
    """`new_candle`: once for each complete candle; `epoch` is when the minute opened."""

    epoch: int
    open: int
    high: int
    low: int
    close: int
    color: Color


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketData:
    """`market_data`: right after `NewCandle`; price is the close."""

    price: int
    streak_count: int
    streak_direction: Color | None
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerDetected:
    """`trigger_detected`: before the purchase; direction is the streak's colour."""

    streak_count: int
    direction: Color
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOpened:
    """`trade_opened`: the first contract of a sequence is confirmed. `book` stays off the wire."""

    trade_id: int
    book: Book
    epoch: int
    direction: Direction
    level: int
    stake: int
    entry_streak_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionUpdate:
    """`position_update`: total_loss ≤ 0; next_stake 0 when there is no next level."""

    in_position: bool
    direction: Direction | None
    entry_epoch: int | None
    entry_streak_size: int
    current_level: int
    current_stake: int
    total_loss: int
    next_stake: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeClosed:
    """`trade_closed`: profit of the whole sequence (R8). `book` and `reason` stay off the wire.

    `reason` is one of won, max_level, broker_limit, insufficient_balance, max_drawdown, max_daily_loss,
    refused, paused, stopped, abandoned.
    """

    trade_id: int
    book: Book
    epoch: int
    result: SequenceResult
    profit: int
    final_level: int
    balance: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskStats:
    """`risk_stats`: after every closed sequence. Rates in hundredths of a percent."""

    total_trades: int
    wins: int
    losses: int
    win_rate_bp: int
    roi_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemAlert:
    """`system_alert`: something a person should know."""

    level: AlertLevel
    message: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """`settings_changed`: the stored settings are now these."""

    settings: Settings
    version: int


Event = (
    BotStatus
    | BalanceUpdate
    | NewCandle
    | MarketData
    | TriggerDetected
    | TradeOpened
    | PositionUpdate
    | TradeClosed
    | RiskStats
    | SystemAlert
    | SettingsChanged
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequenced:
    """An event with its number: one more than the event before it, for all clients, across restarts."""

    seq: int
    event: Event
