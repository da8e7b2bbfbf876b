"""Market time, and how fast it passes for a feed that makes its own."""

from abutre.domain.model import MINUTE, Candle, Tick
from abutre.domain.ports import Clock

_BREATH = 64
"""Items that may pass without waiting before the others on the event loop get a turn."""


def market_time(item: Tick | Candle) -> int:
    """The moment at which `item` is known: a tick's epoch, a candle's close. Epoch seconds."""
    return item.epoch if isinstance(item, Tick) else item.open_time + MINUTE


class Pace:
    """Lets market time pass at a speed.

    Every moment is due at a fixed distance from the first one, so waiting does not drift, and a consumer
    that was slow finds what is overdue without any wait.
    """

    def __init__(self, *, speed: float, clock: Clock) -> None:
        """Prepare to pass at `speed` market seconds per second, ≥ 0; 0 is as fast as it goes."""
        self._speed = speed
        self._clock = clock
        self._first: tuple[int, float] | None = None
        self._unbroken = 0

    async def reach(self, epoch: int) -> None:
        """Wait until `epoch` is due; the first one is at once. Yields to the loop now and then anyway."""
        wait = self._wait(epoch)
        if wait > 0:
            self._unbroken = 0
            await self._clock.sleep(wait)
            return
        self._unbroken += 1
        if self._unbroken >= _BREATH:
            self._unbroken = 0
            await self._clock.sleep(0)

    def _wait(self, epoch: int) -> float:
        if self._speed == 0:
            return 0
        now = self._clock.monotonic()
        if self._first is None:
            self._first = (epoch, now)
        first_epoch, first_seen = self._first
        return first_seen + (epoch - first_epoch) / self._speed - now
