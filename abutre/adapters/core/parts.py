"""Colour, streak and ladder, one by one."""

import json

from abutre import _core
from abutre.domain.codec import plain
from abutre.domain.model import Color, Streak
from abutre.domain.settings import DojiPolicy, Settings


class RustClassifier:
    """Port `CandleClassifier`."""

    def classify(self, open_pips: int, close_pips: int) -> Color:
        """Colour of a candle; see the port."""
        return Color(_core.color(open_pips, close_pips))


class RustStreakCounter:
    """Port `StreakCounter`."""

    def __init__(self, doji_policy: DojiPolicy) -> None:
        self._counter = _core.StreakCounter(doji_policy.value)

    def update(self, color: Color) -> Streak:
        """Count one complete candle; see the port."""
        count, of_color = self._counter.update(color.value)
        return Streak(count=count, color=None if of_color is None else Color(of_color))

    def reset(self) -> None:
        """Start again from 0."""
        self._counter.reset()


class RustStakeLadder:
    """Port `StakeLadder`."""

    def __init__(self, settings: Settings) -> None:
        self._ladder = _core.Ladder(json.dumps(plain(settings)))

    def stake(self, level: int, lost: int, payout_rate_ppm: int) -> int | None:
        """Stake of `level`; see the port."""
        return self._ladder.stake(level, lost, payout_rate_ppm)
