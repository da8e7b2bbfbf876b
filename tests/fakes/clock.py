"""A clock whose time passes only when someone sleeps."""

import asyncio
import heapq
from itertools import count


class FakeClock:
    """Port `Clock` in virtual time: whoever wakes first moves the time on, nobody ever really waits."""

    def __init__(self, now: int = 1_700_000_000) -> None:
        self._time = float(now)
        self._worked = 0.0
        self._sleepers: list[tuple[float, int]] = []
        self._tickets = count()

    def now(self) -> int:
        return int(self._time)

    def monotonic(self) -> float:
        return self._time

    def worked(self) -> float:
        return self._worked

    def work(self, seconds: float) -> None:
        """Let time pass in which nobody else has a turn."""
        self._time += seconds
        self._worked += seconds

    def advance(self, seconds: float) -> None:
        """Let time pass without sleeping."""
        self._time += seconds

    async def sleep(self, seconds: float) -> None:
        me = (self._time + max(0.0, seconds), next(self._tickets))
        heapq.heappush(self._sleepers, me)
        try:
            await asyncio.sleep(0)
            while self._sleepers[0] != me:  # noqa: ASYNC110 (the turns of the loop are what passes here)
                await asyncio.sleep(0)
            self._time = max(self._time, me[0])
        finally:
            self._sleepers.remove(me)
            heapq.heapify(self._sleepers)
