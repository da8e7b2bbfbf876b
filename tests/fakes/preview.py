"""The oracle's preview: the ladder written out level by level, in fractions."""

from fractions import Fraction

from abutre.domain.preview import Preview, Rung
from abutre.domain.settings import Settings
from tests.fakes.book import Ledger
from tests.fakes.core import FakeStakeLadder
from tests.fakes.rounding import half_away
from tests.fakes.turn import State


def preview(state: State, settings: Settings) -> Preview:
    """What `settings` would mean for a sequence that began now."""
    ledger = state.active
    idle = _imagined(ledger, ledger.balance + ledger.running_stake, ledger.day_profit)
    allowed = settings.max_drawdown_bp * idle.peak // 10_000
    room, today = allowed - (idle.peak - idle.balance), idle.day_profit
    rungs = _rungs(state, idle, settings, first=1, lost=0)
    rate = Fraction(state.offer.payout_rate_ppm, 1_000_000)
    played = [rung for rung in rungs if rung.refused is None]
    expected = sum((Fraction(rung.stake or 0, 2**rung.level) for rung in played), Fraction(0)) * (rate - 1)
    daily = settings.max_daily_loss
    return Preview(
        rungs=tuple(rungs),
        reach=len(played),
        worst_case=played[-1].lost if played else 0,
        expected=half_away(expected),
        rate_ppm=state.offer.payout_rate_ppm,
        drawdown_room=room,
        daily_room=None if daily is None else daily + today,
        running_worst_case=_running(state),
    )


def _running(state: State) -> int | None:
    ledger = state.active
    sequence = ledger.sequence
    if sequence is None:
        return None
    spent = _imagined(ledger, ledger.balance, ledger.day_profit - ledger.running_stake)
    lost = sequence.lost + ledger.running_stake
    further = _rungs(state, spent, state.stored.settings, first=sequence.level + 1, lost=lost)
    return max([lost, *(rung.lost for rung in further if rung.refused is None)])


def _imagined(ledger: Ledger, balance: int, day_profit: int) -> Ledger:
    return Ledger(book=ledger.book, balance=balance, peak=ledger.peak, day_profit=day_profit)


def _rungs(state: State, ledger: Ledger, settings: Settings, *, first: int, lost: int) -> list[Rung]:
    rungs: list[Rung] = []
    for level in range(first, settings.max_level + 1):
        stake = FakeStakeLadder(settings).stake(level, lost, state.offer.payout_rate_ppm)
        refused = rungs[-1].refused if rungs else None
        if refused is None:
            refused = ledger.gate(stake, settings, state.offer)
        paid = stake or 0
        win = None
        if stake is not None:
            win = half_away(Fraction(stake * state.offer.payout_rate_ppm, 1_000_000)) - lost
        lost += paid
        ledger.balance -= paid
        ledger.day_profit -= paid
        rungs.append(Rung(level=level, stake=stake, lost=lost, won=win, refused=refused))
    return rungs
