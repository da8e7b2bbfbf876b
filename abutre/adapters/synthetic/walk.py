"""A driftless geometric Brownian motion, tick by tick."""

from collections.abc import Iterator
from math import exp, sqrt
from random import Random

from abutre.domain.symbols import Symbol

_YEAR = 31_536_000
"""Seconds that the nominal volatility speaks of."""


def random_walk(symbol: Symbol, start_price: int, random: Random) -> Iterator[int]:
    """Quotes of `symbol`, endless, in pips, the first one `start_price`, none below 1.

    The price neither gains nor loses on average: the exponent makes up for the skew of exp. It is rounded
    to the pip for each quote only, so that rounding does not pile up.
    """
    deviation = symbol.volatility / 100 * sqrt(symbol.tick_interval / _YEAR)
    mean = -(deviation**2) / 2
    price = float(start_price)
    while True:
        yield max(1, round(price))
        price *= exp(random.gauss(mean, deviation))
