"""What the time is: to the host, whose clock somebody may set, and to the broker, whose clock may leap."""

import asyncio
from collections.abc import Callable

START = 1_800_055_800
"""Market epoch at which a world begins: half an hour before midnight UTC, so that each sees a day end."""


class HostClock:
    """Port `Clock` on the world's time.

    Attributes:
        wrong_by: seconds by which the wall clock is ahead; intervals do not suffer.
    """

    def __init__(self, time: Callable[[], float]) -> None:
        self.wrong_by = 0
        self._time = time

    def now(self) -> int:
        """Epoch seconds."""
        return START + int(self._time()) + self.wrong_by

    def monotonic(self) -> float:
        """Seconds of the world."""
        return self._time()

    def worked(self) -> float:
        """Nothing takes time in a world."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(max(0.0, seconds))


class BrokersClock:
    """Market time on the world's: it leaps ahead, or stands still until the world has caught up.

    Attributes:
        ahead: seconds by which it is ahead of the world; below 0 when behind.
    """

    def __init__(self, time: Callable[[], float]) -> None:
        self.ahead = 0
        self._time = time
        self._latest = START
        self._farthest_ahead = 0

    def leap(self, ahead: int) -> None:
        """From now on be `ahead` of the world."""
        self.ahead = ahead
        self._farthest_ahead = max(self._farthest_ahead, ahead)

    def bound(self) -> int:
        """Market epoch that nobody can take it to be later than, who has read it once."""
        return START + int(self._time()) + self._farthest_ahead

    def now(self) -> int:
        """Market epoch, seconds; never goes back."""
        self._latest = max(self._latest, START + int(self._time()) + self.ahead)
        return self._latest

    async def sleep_until(self, epoch: int) -> None:
        """Return once `now()` is at least `epoch`."""
        while self.now() < epoch:  # noqa: ASYNC110 (it sleeps for what is left, once as a rule)
            await asyncio.sleep(epoch - START - self.ahead - self._time())
