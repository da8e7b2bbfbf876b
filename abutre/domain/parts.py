"""Ports of the engine's parts, for what needs one of them alone: colour, streak, stakes."""

from typing import Protocol

from abutre.domain.model import Color, Streak


class CandleClassifier(Protocol):
    """Colour of a candle (R1)."""

    def classify(self, open_pips: int, close_pips: int) -> Color:
        """GREEN when close > open, RED when close < open, DOJI when equal."""


class StreakCounter(Protocol):
    """The run of same-colour candles that ends at the last one (R2). Starts at 0."""

    def update(self, color: Color) -> Streak:
        """Count one complete candle; the streak after it."""

    def reset(self) -> None:
        """A minute is missing (R3): the streak is 0 again."""


class StakeLadder(Protocol):
    """Stakes of a sequence under one settings version (R6)."""

    def stake(self, level: int, lost: int, payout_rate_ppm: int) -> int | None:
        """Stake of `level` (1-based), minor units.

        Args:
            level: 1 … 20; levels past `max_level` have stakes too.
            lost: sum of the stakes lost so far in the sequence, minor units, ≥ 0.
            payout_rate_ppm: profit per stake, millionths, > 0; used by the `recover` policy only.

        Returns:
            The stake, or None when it passes `settings.MAX_MONEY`.
        """
