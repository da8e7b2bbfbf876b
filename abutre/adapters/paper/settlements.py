"""Hands settlements over, and knows when they have been dealt with."""

import asyncio
from collections.abc import AsyncGenerator

from abutre.domain.facts import Settled


class Settlements:
    """A queue to one consumer. Whoever asks for the next settlement has dealt with the one before."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Settled] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()
        self._consumed = False

    def put(self, settled: Settled) -> None:
        """Queue `settled`; it is kept when nobody consumes yet."""
        self._queue.put_nowait(settled)
        if self._consumed:
            self._idle.clear()

    async def dealt_with(self) -> None:
        """Wait until the consumer has dealt with every settlement, or there is none (any more)."""
        await self._idle.wait()

    async def stream(self) -> AsyncGenerator[Settled, None]:
        """Every settlement, each once; endless."""
        self._consumed = True
        try:
            while True:
                if self._queue.empty():
                    self._idle.set()
                yield await self._queue.get()
        finally:
            self._consumed = False
            self._idle.set()
