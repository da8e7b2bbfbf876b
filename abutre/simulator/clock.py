"""Market time, as fast as asked."""

import asyncio
from collections.abc import Callable
from math import floor
from time import monotonic
from typing import Protocol

from abutre.simulator.errors import SimulatorFileError


class MarketClock(Protocol):
    """What tells the market's time."""

    def now(self) -> int:
        """Market epoch, seconds; never goes back."""
        ...

    async def sleep_until(self, epoch: int) -> None:
        """Return once `now()` is at least `epoch`."""
        ...


class SimulatorClock:
    """Market time that grows `speed` times as fast as the host's monotonic clock."""

    def __init__(self, speed: float, start: int) -> None:
        """Start the clock.

        Args:
            speed: market seconds per second of the host, > 0.
            start: market epoch now, seconds.

        Raises:
            ValueError: the speed is not above 0.
        """
        if speed <= 0:
            raise ValueError(f"speed is {speed}; expected a number above 0")
        self._speed = speed
        self._start = start
        self._origin = monotonic()

    def now(self) -> int:
        """Market epoch, seconds."""
        return floor(self._exact())

    async def sleep_until(self, epoch: int) -> None:
        """Return once `now()` is at least `epoch`."""
        while (left := epoch - self._exact()) > 0:  # noqa: ASYNC110 (it sleeps for what is left, once as a rule)
            await asyncio.sleep(left / self._speed)

    def _exact(self) -> float:
        return self._start + (monotonic() - self._origin) * self._speed


class PromisedClock:
    """A clock that has every time on disk before it tells it, so that no restart ever goes back behind it."""

    def __init__(self, clock: MarketClock, promise: Callable[[int], None], ahead: int) -> None:
        """Watch `clock`.

        Args:
            clock: tells the time.
            promise: has on disk, when it returns, that times up to the one it is given may be told.
            ahead: seconds to promise at once, > 0; as many may be skipped by a restart after a crash.
        """
        self._clock = clock
        self._promise = promise
        self._ahead = ahead
        self._promised = 0

    def now(self) -> int:
        """Market epoch, seconds."""
        now = self._clock.now()
        if now <= self._promised:
            return now
        try:
            self._promise(now + self._ahead)
        except SimulatorFileError:
            if not self._promised:
                raise
            return self._promised  # the market stands still until the time can be kept
        self._promised = now + self._ahead
        return now

    async def sleep_until(self, epoch: int) -> None:
        """Return once `now()` is at least `epoch`."""
        await self._clock.sleep_until(epoch)
