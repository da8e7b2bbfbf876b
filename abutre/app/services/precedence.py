"""Whoever trades goes first: while an order is on its way out, what comes in from the network waits."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 0.05
"""Seconds for which an order keeps others waiting; the network may hold it for longer."""


class Precedence:
    """A gate that an order closes behind itself."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self._row = asyncio.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Go first inside this block, for `LONGEST` at most."""
        self._open.clear()
        end = asyncio.get_running_loop().call_later(LONGEST, self._open.set)
        try:
            yield
        finally:
            end.cancel()
            self._open.set()

    async def turn(self) -> None:
        """Let everybody else have a turn, and an order go first.

        Those who wait stand in a row, and each turn of the loop lets one pass: however many came at once, a
        tick waits for one of them at each step of its way.
        """
        async with self._row:
            await asyncio.sleep(0)
            await self._open.wait()
