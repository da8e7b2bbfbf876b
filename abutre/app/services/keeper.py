"""Keeps entries, however long the store fails: nothing goes on before the entry is kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from abutre.domain.errors import StoreError
from abutre.domain.ports import Clock, Journal
from abutre.domain.records import Entry

FIRST_PAUSE = 0.5
"""Seconds until the second attempt: a lock or a lost connection is often over by then."""

LONGEST_PAUSE = 15.0
"""Seconds between attempts in the end: a disk that has room again is noticed within a quarter of a minute."""

OnFailure = Callable[[StoreError], Awaitable[None]]

_log = logging.getLogger(__name__)


class Keeper:
    """Commits one entry after the other, each until it is kept.

    Attributes:
        failing: set while the store fails.
    """

    def __init__(self, *, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._giving_up = asyncio.Event()
        self._slowest = 0.0
        self.failing = asyncio.Event()

    def give_up(self) -> None:
        """The process ends: from now on an attempt that fails is the last one."""
        self._giving_up.set()

    def slowest(self) -> float:
        """Seconds that the slowest entry took to be kept since this was last asked."""
        slowest, self._slowest = self._slowest, 0.0
        return slowest

    async def keep(self, entry: Entry, *, on_failure: OnFailure) -> float:
        """Keep `entry`; seconds that it took. `on_failure` is told of the first failure, and awaited.

        Raises:
            StoreError: it could not be kept, and the process ends.
        """
        began = self._clock.monotonic()
        pause = FIRST_PAUSE
        while True:
            try:
                await self._journal.commit(entry)
            except StoreError as error:
                if self._giving_up.is_set():
                    raise
                if not self.failing.is_set():
                    _log.critical("the journal cannot be written, trading rests: %s", error)
                    self.failing.set()
                    await on_failure(error)
                await self._pause(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                took = self._clock.monotonic() - began
                self._slowest = max(self._slowest, took)
                self.failing.clear()
                return took

    async def _pause(self, seconds: float) -> None:
        waits = [
            asyncio.create_task(self._clock.sleep(seconds)),
            asyncio.create_task(self._giving_up.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
