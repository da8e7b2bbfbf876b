"""Oracles of the engine's small parts: colour, streak and stakes, as slow and obvious as they come."""

from bisect import bisect_left
from fractions import Fraction

from abutre.domain.model import Color, Streak
from abutre.domain.settings import MAX_MONEY, DojiPolicy, Settings, StakePolicy
from tests.fakes.rounding import half_up


class FakeClassifier:
    """Port `CandleClassifier` (R1)."""

    def classify(self, open_pips: int, close_pips: int) -> Color:
        if close_pips > open_pips:
            return Color.GREEN
        if close_pips < open_pips:
            return Color.RED
        return Color.DOJI


NO_STREAK = Streak(count=0, color=None)


def after(streak: Streak, color: Color, doji_policy: DojiPolicy) -> Streak:
    """The streak one complete candle later."""
    if color is Color.DOJI:
        return streak if doji_policy is DojiPolicy.IGNORE else NO_STREAK
    if color is streak.color:
        return Streak(count=streak.count + 1, color=color)
    return Streak(count=1, color=color)


class FakeStreakCounter:
    """Port `StreakCounter` (R2)."""

    def __init__(self, doji_policy: DojiPolicy) -> None:
        self._doji_policy = doji_policy
        self._streak = NO_STREAK

    def update(self, color: Color) -> Streak:
        self._streak = after(self._streak, color, self._doji_policy)
        return self._streak

    def reset(self) -> None:
        self._streak = NO_STREAK


class FakeStakeLadder:
    """Port `StakeLadder` (R6)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def stake(self, level: int, lost: int, payout_rate_ppm: int) -> int | None:
        if level == 1:
            return self._settings.initial_stake
        if self._settings.stake_policy is StakePolicy.RECOVER:
            stake = self._recovering(lost, Fraction(payout_rate_ppm, 1_000_000))
        else:
            growth = Fraction(self._settings.multiplier_e4, 10_000)
            stake = half_up(self._settings.initial_stake * growth ** (level - 1))
        return stake if stake <= MAX_MONEY else None

    def _recovering(self, lost: int, rate: Fraction) -> int:
        wanted = lost + half_up(self._settings.initial_stake * rate)
        return bisect_left(range(MAX_MONEY + 1), wanted, key=lambda stake: half_up(stake * rate))
