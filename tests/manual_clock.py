"""Market time of a simulator, moved by hand."""

import asyncio


class ManualClock:
    """A `MarketClock` that stands still until it is moved."""

    def __init__(self, start: int) -> None:
        self._now = start
        self._moved = asyncio.Event()

    def now(self) -> int:
        """Market epoch, seconds."""
        return self._now

    def advance(self, seconds: int) -> None:
        """Move by `seconds` ≥ 0 and wake who waits."""
        self._now += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep_until(self, epoch: int) -> None:
        """Return once `now()` is at least `epoch`."""
        while self._now < epoch:
            await self._moved.wait()
