"""One function per event: from the system's units to the wire's payload."""

from abutre.adapters.web import units
from abutre.adapters.web.wire_events import (
    BalanceUpdatePayload,
    BotStatusPayload,
    CandlePayload,
    MarketDataPayload,
    PositionUpdatePayload,
    RiskStatsPayload,
    SettingsPayload,
    SystemAlertPayload,
    TickPayload,
    TradeClosedPayload,
    TradeOpenedPayload,
    TriggerDetectedPayload,
)
from abutre.domain.events import (
    BalanceUpdate,
    BotStatus,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    SystemAlert,
    TradeClosed,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.model import Tick
from abutre.domain.settings import Settings, presented
from abutre.domain.symbols import Symbol


def bot_status(event: BotStatus) -> BotStatusPayload:
    """`bot_status`."""
    return BotStatusPayload(
        status=event.status, message=event.message, timestamp=units.timestamp(event.epoch)
    )


def balance_update(event: BalanceUpdate) -> BalanceUpdatePayload:
    """`balance_update`."""
    return BalanceUpdatePayload(
        balance=units.money(event.balance),
        peak=units.money(event.peak),
        drawdown_pct=units.percent(event.drawdown_bp),
        timestamp=units.timestamp(event.epoch),
    )


def new_candle(event: NewCandle, symbol: Symbol) -> CandlePayload:
    """`new_candle`."""
    return CandlePayload(
        timestamp=units.timestamp(event.epoch),
        open=units.price(event.open, symbol.decimals),
        high=units.price(event.high, symbol.decimals),
        low=units.price(event.low, symbol.decimals),
        close=units.price(event.close, symbol.decimals),
        color=event.color,
    )


def market_data(event: MarketData, symbol: Symbol) -> MarketDataPayload:
    """`market_data`."""
    return MarketDataPayload(
        symbol=symbol.name,
        price=units.price(event.price, symbol.decimals),
        streak_count=event.streak_count,
        streak_direction=event.streak_direction,
        timestamp=units.timestamp(event.epoch),
    )


def trigger_detected(event: TriggerDetected) -> TriggerDetectedPayload:
    """`trigger_detected`."""
    return TriggerDetectedPayload(
        streak_count=event.streak_count,
        direction=event.direction,
        timestamp=units.timestamp(event.epoch),
    )


def trade_opened(event: TradeOpened) -> TradeOpenedPayload:
    """`trade_opened`; the book stays here."""
    return TradeOpenedPayload(
        trade_id=units.trade_id(event.trade_id),
        entry_time=units.timestamp(event.epoch),
        direction=event.direction,
        level=event.level,
        stake=units.money(event.stake),
        entry_streak_size=event.entry_streak_size,
    )


def position_update(event: PositionUpdate) -> PositionUpdatePayload:
    """`position_update`."""
    return PositionUpdatePayload(
        in_position=event.in_position,
        direction=event.direction,
        entry_timestamp=units.optional_timestamp(event.entry_epoch),
        entry_streak_size=event.entry_streak_size,
        current_level=event.current_level,
        current_stake=units.money(event.current_stake),
        total_loss=units.money(event.total_loss),
        next_stake=units.money(event.next_stake),
    )


def trade_closed(event: TradeClosed) -> TradeClosedPayload:
    """`trade_closed`; the book and the reason stay here."""
    return TradeClosedPayload(
        trade_id=units.trade_id(event.trade_id),
        exit_time=units.timestamp(event.epoch),
        result=event.result,
        profit=units.money(event.profit),
        final_level=event.final_level,
        balance=units.money(event.balance),
    )


def risk_stats(event: RiskStats) -> RiskStatsPayload:
    """`risk_stats`."""
    return RiskStatsPayload(
        total_trades=event.total_trades,
        wins=event.wins,
        losses=event.losses,
        win_rate=units.percent(event.win_rate_bp),
        roi=units.percent(event.roi_bp),
    )


def system_alert(event: SystemAlert) -> SystemAlertPayload:
    """`system_alert`."""
    return SystemAlertPayload(
        level=event.level, message=event.message, timestamp=units.timestamp(event.epoch)
    )


def settings_changed(settings: Settings, version: int) -> SettingsPayload:
    """`settings_changed`."""
    return SettingsPayload.model_validate({**presented(settings), "version": version})


def tick(seen: Tick, symbol: Symbol) -> TickPayload:
    """`tick`."""
    return TickPayload(
        symbol=symbol.name,
        price=units.price(seen.quote, symbol.decimals),
        timestamp=units.timestamp(seen.epoch),
    )
