"""Prices made up: a driftless geometric Brownian motion, the same for the same seed, in any order."""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import exp, sqrt
from random import Random

from abutre.simulator.symbols import SymbolInfo

YEAR = 31_536_000
"""Seconds that the nominal volatility speaks of."""
HOUR = 3600
HOURS = 24
PULL = 1 / 365
"""Share of its distance from the initial quote, as a logarithm, that a price loses in a day: a market that
runs for centuries never ends at a single pip. A minute knows nothing of it."""
_HELD = 96
"""Hours held in memory: three days and some."""


class Walk:
    """The prices of one symbol, from `start` on and as far back as anybody asks.

    The logarithm is drawn day by day. The hours between two days and the ticks between two hours are
    Brownian bridges, each from a generator of its own: the motion is the same as one drawn tick by tick, and
    any hour can be made without the hours before it.
    """

    def __init__(self, info: SymbolInfo, seed: int, start: int) -> None:
        """Prepare; the newest tick at `start`, market epoch, has the initial quote."""
        self._interval = info.tick_interval
        self._name = f"{seed}:{info.code}"
        self._origin = start - start % info.tick_interval
        self._scale = float(info.initial_quote.scaleb(info.decimals))
        self._volatility = info.volatility / sqrt(YEAR)
        self._coming = _Days(self._random("days"), self._volatility, PULL)
        self._past = _Days(self._random("past"), -self._volatility, 0.0)
        self._hour = lru_cache(maxsize=_HELD)(self._made)

    def between(self, first: int, last: int) -> list[tuple[int, int]]:
        """Ticks (epoch, pips) with first ≤ epoch ≤ last, oldest first."""
        step, origin = self._interval, self._origin
        low, high = -((origin - first) // step), (last - origin) // step
        ticks: list[tuple[int, int]] = []
        per_hour = HOUR // step
        while low <= high:
            hour, offset = divmod(low, per_hour)
            pips = self._hour(hour)[offset : offset + high - low + 1]
            begin = origin + low * step
            ticks += zip(range(begin, begin + len(pips) * step, step), pips, strict=True)
            low += len(pips)
        return ticks

    def _made(self, hour: int) -> "array[int]":
        day, of_the_day = divmod(hour, HOURS)
        hours = self._bridge(f"{day}", self._level(day), self._level(day + 1), HOURS, HOUR)
        ends = hours[of_the_day], hours[of_the_day + 1]
        path = self._bridge(f"{day}:{of_the_day}", *ends, HOUR // self._interval, self._interval)
        scale = self._scale
        return array("q", [max(1, round(scale * exp(level))) for level in path[:-1]])

    def _level(self, day: int) -> float:
        return self._coming.level(day) if day >= 0 else self._past.level(-day)

    def _bridge(self, name: str, first: float, last: float, steps: int, seconds: int) -> Sequence[float]:
        """A path of `steps` steps of `seconds` each, pinned to its two ends, which belong to it."""
        gauss, deviation = self._random(name).gauss, self._volatility * sqrt(seconds)
        path = list(accumulate((gauss(0, deviation) for _ in range(steps)), initial=first))
        tilt = (last - path[-1]) / steps
        return [level + tilt * step for step, level in enumerate(path)]

    def _random(self, name: str) -> Random:
        return Random(f"{self._name}:{name}")  # noqa: S311 (a market is made up, nothing is kept secret)


class _Days:
    """Logarithms at the ends of days, in their order; day 0 is the initial quote.

    The mean of a step makes up for the skew of exp, so that the price neither gains nor loses on average.
    A negative volatility is the same motion read backward.
    """

    def __init__(self, random: Random, volatility: float, pull: float) -> None:
        self._random = random
        self._deviation = abs(volatility) * sqrt(HOURS * HOUR)
        self._mean = -(self._deviation**2) / 2 if volatility > 0 else self._deviation**2 / 2
        self._pull = pull
        self._levels = array("d", [0.0])

    def level(self, day: int) -> float:
        """The logarithm `day` days away from the start, day ≥ 0."""
        levels = self._levels
        while len(levels) <= day:
            levels.append(levels[-1] * (1 - self._pull) + self._random.gauss(self._mean, self._deviation))
        return levels[day]
