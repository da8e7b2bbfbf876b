"""The one door from an event of the domain to its name and payload on the wire."""

from abutre.adapters.web import payloads
from abutre.adapters.web.wire_events import EventPayload
from abutre.domain.events import (
    BalanceUpdate,
    BotStatus,
    Event,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    SettingsChanged,
    SystemAlert,
    TradeClosed,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.symbols import Symbol


def to_wire(event: Event, symbol: Symbol) -> tuple[str, dict[str, object]]:
    """The event's name on the wire, and its payload as JSON values.

    Args:
        event: in the system's units.
        symbol: the market whose prices the event shows.
    """
    shown = _shown(event, symbol)
    return shown.event, shown.model_dump(mode="json")


def _shown(event: Event, symbol: Symbol) -> EventPayload:  # noqa: C901, PLR0911 (one case per event)
    match event:
        case BotStatus():
            return payloads.bot_status(event)
        case BalanceUpdate():
            return payloads.balance_update(event)
        case NewCandle():
            return payloads.new_candle(event, symbol)
        case MarketData():
            return payloads.market_data(event, symbol)
        case TriggerDetected():
            return payloads.trigger_detected(event)
        case TradeOpened():
            return payloads.trade_opened(event)
        case PositionUpdate():
            return payloads.position_update(event)
        case TradeClosed():
            return payloads.trade_closed(event)
        case RiskStats():
            return payloads.risk_stats(event)
        case SystemAlert():
            return payloads.system_alert(event)
        case SettingsChanged():
            return payloads.settings_changed(event.settings, event.version)
