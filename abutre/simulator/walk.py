"""Prices made up: a driftless geometric Brownian motion, the same for the same seed."""

from collections.abc import Iterator
from itertools import count
from math import exp, sqrt
from random import Random

from abutre.simulator.symbols import SymbolInfo

YEAR = 31_536_000
"""Seconds that the nominal volatility speaks of."""


def onward(info: SymbolInfo, seed: int, start: int) -> Iterator[tuple[int, int]]:
    """Ticks (epoch, pips) without end; the first is the newest at `start` and has the initial quote."""
    deviation, mean = _step(info)
    gauss = Random(f"{seed}:{info.code}").gauss  # noqa: S311 (a market is made up, nothing is kept secret)
    price = float(info.initial_quote.scaleb(info.decimals))
    for epoch in count(start - start % info.tick_interval, info.tick_interval):
        yield epoch, max(1, round(price))
        price *= exp(gauss(mean, deviation))


def backward(info: SymbolInfo, seed: int, start: int, until: int) -> list[tuple[int, int]]:
    """The ticks before those of `onward` back to `until`, oldest first.

    They are made from the newest to the oldest, so that a market need not make its past before somebody
    asks: read forward, they are the same kind of motion.
    """
    deviation, mean = _step(info)
    gauss = Random(f"{seed}:{info.code}:past").gauss  # noqa: S311 (as above)
    price = float(info.initial_quote.scaleb(info.decimals))
    made = []
    for epoch in range(
        start - start % info.tick_interval - info.tick_interval, until - 1, -info.tick_interval
    ):
        price /= exp(gauss(mean, deviation))
        made.append((epoch, max(1, round(price))))
    made.reverse()
    return made


def _step(info: SymbolInfo) -> tuple[float, float]:
    """Deviation and mean of the logarithm from tick to tick; the mean makes up for the skew of exp."""
    deviation = info.volatility * sqrt(info.tick_interval / YEAR)
    return deviation, -(deviation**2) / 2
