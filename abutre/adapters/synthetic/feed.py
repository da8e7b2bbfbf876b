"""A market made up on this machine, the same for the same seed."""

from collections.abc import AsyncGenerator, Sequence
from itertools import count
from random import Random

from abutre.adapters.synthetic.walk import random_walk
from abutre.domain.model import MINUTE, Candle, Tick
from abutre.domain.pacing import Pace
from abutre.domain.ports import Clock
from abutre.domain.symbols import Symbol

DEFAULT_SEED = 61
"""Chosen so that a first look shows something: with the default settings every symbol triggers within its
first 60 candles, and the sequence is won by its first contract or its second (V100: the second). It says
nothing about the odds."""

_START_UNITS = 1000


class SyntheticFeed:
    """Port `MarketFeed` of a seeded random walk: ticks without end, no history."""

    def __init__(
        self, *, symbol: Symbol, seed: int, speed: float, clock: Clock, start_price: int | None = None
    ) -> None:
        """Prepare a market.

        Args:
            symbol: whose pip, tick interval and volatility it has.
            seed: which walk it takes. One that starts after nothing (`after` 0) is always the same.
            speed: market seconds per second, ≥ 0; 0 is as fast as it goes.
            clock: tells when it starts, and measures the speed.
            start_price: first quote, pips; 1000 units when not given.
        """
        self._symbol = symbol
        self._seed = seed
        self._speed = speed
        self._clock = clock
        self._start_price = _START_UNITS * 10**symbol.decimals if start_price is None else start_price
        self._time: int | None = None

    async def now(self) -> int:
        """Epoch of the newest tick; before the first, the host's time."""
        return self._clock.now() if self._time is None else self._time

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:  # noqa: ARG002 (the port's)
        """Empty: this market begins when it is streamed."""
        return ()

    async def stream(self, after: int) -> AsyncGenerator[Tick, None]:
        """Ticks from the start of the next minute on, so that the first candle is complete."""
        random = Random(f"{self._seed}:{after}")  # noqa: S311 (a market is made up, nothing is kept secret)
        start = (max(self._clock.now(), after) // MINUTE + 1) * MINUTE
        pace = Pace(speed=self._speed, clock=self._clock)
        quotes = random_walk(self._symbol, self._start_price, random)
        for epoch, quote in zip(count(start, self._symbol.tick_interval), quotes, strict=False):
            await pace.reach(epoch)
            self._time = epoch
            yield Tick(epoch=epoch, quote=quote)
