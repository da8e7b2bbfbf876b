"""How long to wait before dialling again."""

from random import Random

from abutre.domain.ports import Clock

LONGEST = 60.0
_STABLE = 60.0
_MOST_DOUBLINGS = 6


class Backoff:
    """1, 2, 4 … 60 s, each by chance down to its half; from the start again after a stable minute."""

    def __init__(self, *, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._failures = 0
        self._succeeded: float | None = None

    def succeeded(self) -> None:
        """A link stands."""
        self._succeeded = self._clock.monotonic()

    async def wait(self) -> None:
        """Wait for the next attempt's turn."""
        if self._succeeded is not None and self._clock.monotonic() - self._succeeded >= _STABLE:
            self._failures = 0
        self._succeeded = None
        longest = min(LONGEST, 2.0 ** min(self._failures, _MOST_DOUBLINGS))
        self._failures += 1
        await self._clock.sleep(longest * (1 + self._random.random()) / 2)
