"""Entries as the trader writes them, for the tests of journals."""

from abutre.domain.effects import Buy, ContractOpened, Effect
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
from abutre.domain.facts import Fact
from abutre.domain.model import AccountMode, Book, BotState, Candle, Color, Direction, SequenceResult
from abutre.domain.records import Entry, Run, Trade
from abutre.domain.settings import Settings

NOON = 1_700_006_400
RUN = Run(run_id=0, mode=AccountMode.DEMO, symbol="R_100", source="simulator", started_at=NOON)
BUY = Buy(book=Book.ACCOUNT, intent=1, direction=Direction.CALL, level=1, stake=100)
BOUGHT = ContractOpened(
    book=Book.ACCOUNT,
    trade_id=1,
    intent=1,
    contract_id=281_354_024_068,
    level=1,
    direction=Direction.CALL,
    stake=100,
    payout=195,
    epoch=NOON,
)
OPENED = TradeOpened(
    trade_id=1,
    book=Book.ACCOUNT,
    epoch=NOON,
    direction=Direction.CALL,
    level=1,
    stake=100,
    entry_streak_size=8,
)
CLOSED = TradeClosed(
    trade_id=1,
    book=Book.ACCOUNT,
    epoch=NOON + 122,
    result=SequenceResult.WIN,
    profit=90,
    final_level=2,
    balance=100_090,
    reason="won",
)
RUNNING = Trade(
    trade_id=1,
    book=Book.ACCOUNT,
    direction=Direction.CALL,
    entry_epoch=NOON,
    entry_streak_size=8,
    stake=100,
    exit_epoch=None,
    result=None,
    profit=None,
    final_level=None,
    reason=None,
)
ONE_OF_EACH: tuple[Event, ...] = (
    BotStatus(status=BotState.RUNNING, message="V100 é observado", epoch=NOON),
    BalanceUpdate(balance=99_900, peak=100_000, drawdown_bp=10, epoch=NOON),
    NewCandle(epoch=NOON, open=61_951, high=61_960, low=61_950, close=61_955, color=Color.GREEN),
    MarketData(price=61_955, streak_count=0, streak_direction=None, epoch=NOON),
    TriggerDetected(streak_count=8, direction=Color.RED, epoch=NOON),
    OPENED,
    PositionUpdate(
        in_position=True,
        direction=Direction.CALL,
        entry_epoch=NOON,
        entry_streak_size=8,
        current_level=2,
        current_stake=200,
        total_loss=-100,
        next_stake=400,
    ),
    CLOSED,
    RiskStats(total_trades=1, wins=1, losses=0, win_rate_bp=10_000, roi_bp=9),
    SystemAlert(level=AlertLevel.SUCCESS, message="Trade closed: WIN", epoch=NOON),
    SettingsChanged(settings=Settings(max_daily_loss=5_000), version=2),
)


def an_entry(
    run_id: int, *effects: Effect, seq: int = 1, facts: tuple[Fact, ...] = (), state: str = "{}"
) -> Entry:
    """An entry of `effects`, its events numbered from `seq` on."""
    events = [effect for effect in effects if isinstance(effect, Event)]
    numbered = tuple(Sequenced(seq=seq + offset, event=event) for offset, event in enumerate(events))
    return Entry(run_id=run_id, facts=facts, effects=effects, events=numbered, state=state, epoch=NOON)


def an_alert(text: str) -> SystemAlert:
    return SystemAlert(level=AlertLevel.INFO, message=text, epoch=NOON)


def a_candle(minute: int, close: int = 61_955) -> Candle:
    return Candle(open_time=NOON + 60 * minute, open=61_951, high=61_960, low=61_950, close=close)


def told(candle: Candle) -> NewCandle:
    return NewCandle(
        epoch=candle.open_time,
        open=candle.open,
        high=candle.high,
        low=candle.low,
        close=candle.close,
        color=Color.GREEN,
    )
