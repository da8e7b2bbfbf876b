"""The payload of every event as it stands on the wire: the only place where its keys are written."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from abutre.domain.events import AlertLevel
from abutre.domain.model import BotState, Color, Direction, SequenceResult
from abutre.domain.settings import DojiPolicy, StakePolicy

Timestamp = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
"""ISO 8601 UTC, whole seconds."""

TradeId = Annotated[str, Field(pattern=r"^T\d{1,18}$")]
"""`T` and a number that never repeats."""

# Strict models take an enum's text from JSON only; the emitter passes texts, too.
WireColor = Annotated[Color, Field(strict=False)]
WireDirection = Annotated[Direction, Field(strict=False)]
WireResult = Annotated[SequenceResult, Field(strict=False)]
WireState = Annotated[BotState, Field(strict=False)]
WireAlertLevel = Annotated[AlertLevel, Field(strict=False)]


class Payload(BaseModel):
    """What goes over the wire: exactly these keys, exactly these types, finite numbers."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class EventPayload(Payload):
    """A payload that is an event of its own."""

    event: ClassVar[str]


class ConnectionAck(EventPayload):
    """To a client that has just connected, first of all."""

    event = "connection_ack"
    status: Literal["connected"] = "connected"


class BotStatusPayload(EventPayload):
    """The bot's status."""

    event = "bot_status"
    status: WireState
    message: str
    timestamp: Timestamp


class BalanceUpdatePayload(EventPayload):
    """Amounts in the account's currency; drawdown in percent of the peak."""

    event = "balance_update"
    balance: float
    peak: float
    drawdown_pct: float
    timestamp: Timestamp


class CandlePayload(EventPayload):
    """A complete minute; timestamp is when it opened."""

    event = "new_candle"
    timestamp: Timestamp
    open: float
    high: float
    low: float
    close: float
    color: WireColor


class MarketDataPayload(EventPayload):
    """The market at a candle's close; symbol is the user's name for it."""

    event = "market_data"
    symbol: str
    price: float
    streak_count: int
    streak_direction: WireColor | None
    timestamp: Timestamp


class TriggerDetectedPayload(EventPayload):
    """A streak reached the threshold; direction is its colour."""

    event = "trigger_detected"
    streak_count: int
    direction: WireColor
    timestamp: Timestamp


class TradeOpenedPayload(EventPayload):
    """The first contract of a sequence is confirmed."""

    event = "trade_opened"
    trade_id: TradeId
    entry_time: Timestamp
    direction: WireDirection
    level: int
    stake: float
    entry_streak_size: int


class PositionUpdatePayload(EventPayload):
    """The running sequence; total_loss is at most 0, next_stake 0 when there is no next level."""

    event = "position_update"
    in_position: bool
    direction: WireDirection | None
    entry_timestamp: Timestamp | None
    entry_streak_size: int
    current_level: int
    current_stake: float
    total_loss: float
    next_stake: float


class TradeClosedPayload(EventPayload):
    """A sequence closed; profit is that of the whole sequence."""

    event = "trade_closed"
    trade_id: TradeId
    exit_time: Timestamp
    result: WireResult
    profit: float
    final_level: int
    balance: float


class RiskStatsPayload(EventPayload):
    """Closed sequences; rates in percent."""

    event = "risk_stats"
    total_trades: int
    wins: int
    losses: int
    win_rate: float
    roi: float


class SystemAlertPayload(EventPayload):
    """Something a person should know."""

    event = "system_alert"
    level: WireAlertLevel
    message: str
    timestamp: Timestamp


class SettingsPayload(EventPayload):
    """The stored settings and their version."""

    event = "settings_changed"
    delay_threshold: int
    max_level: int
    initial_stake: float
    multiplier: float
    max_drawdown: float
    auto_trading: bool
    doji_policy: Annotated[DojiPolicy, Field(strict=False)]
    stake_policy: Annotated[StakePolicy, Field(strict=False)]
    max_daily_loss: float | None
    require_full_ladder: bool
    version: int


class TickPayload(EventPayload):
    """The live price, at most once a second; the only event without a number."""

    event = "tick"
    symbol: str
    price: float
    timestamp: Timestamp


class SettingsUpdated(EventPayload):
    """To the client that asked."""

    event = "settings_updated"
    success: Literal[True] = True


class SettingsRefused(EventPayload):
    """To the client that asked: every bad field, and why."""

    event = "settings_updated"
    success: Literal[False] = False
    errors: dict[str, str]
