"""The oracle's trigger test: whether a counted candle starts a sequence (R5, R11, R12, R14)."""

from abutre.domain.events import AlertLevel, TriggerDetected
from abutre.domain.model import Color, Direction, Streak
from tests.fakes.book import Sequence
from tests.fakes.closing import follow_operator, halt_book
from tests.fakes.contracts import orders_may_go_out, send
from tests.fakes.turn import Turn


def look_for_trigger(turn: Turn, streak: Streak) -> None:
    """Start a sequence when the streak is long enough and everything allows it."""
    state = turn.state
    settings = state.stored.settings
    ledger = state.active
    if state.held is not None:
        return
    if state.sequence_runs() or streak.color is None or streak.count < settings.delay_threshold:
        return
    resting = ledger.rest_day == state.today
    if not orders_may_go_out(state, ledger) or ledger.halt is not None or resting:
        return
    turn.tell(TriggerDetected(streak_count=streak.count, direction=streak.color, epoch=turn.epoch))
    reach = ledger.reach(settings, state.offer)
    short = reach < settings.max_level
    limit_in_words = f"; the limits let it reach level {reach} of {settings.max_level}" if short else ""
    turn.alert(AlertLevel.WARNING, f"Trigger: {streak.count} {streak.color} candles{limit_in_words}")
    if short and settings.require_full_ladder:
        return
    limit = ledger.gate(settings.initial_stake, settings, state.offer)
    if limit == "max_daily_loss":
        turn.alert(AlertLevel.WARNING, "Daily loss limit: resting until the UTC day ends")
        ledger.rest_day = state.today
    elif limit is not None:
        halt_book(turn, ledger, limit)
        follow_operator(turn)
    else:
        direction = Direction.CALL if streak.color is Color.RED else Direction.PUT
        ledger.sequence = Sequence(
            direction=direction,
            entry_streak_size=streak.count,
            contract=send(turn, ledger, direction, 1, settings.initial_stake),
        )
