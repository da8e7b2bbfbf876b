"""Whoever trades goes first: the network waits for orders, and takes no more than a share of the time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from abutre.domain.ports import Clock

LONGEST = 0.05
"""Seconds for which an order keeps others waiting; the network may hold it for longer."""

SHARE = 1 / 3
"""Of the time that the event loop may spend while somebody from the network waits for a turn."""

LONGEST_REST = 0.002
"""Seconds after which the next one passes, however busy the loop is: a fast market may fill all its time."""

AT_ONCE = 0.1
"""Seconds of work that may be taken at once, after a rest: a page and its files come without waiting."""


class Precedence:
    """A gate that an order closes behind itself, and that lets through only as much as leaves it time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open = asyncio.Event()
        self._open.set()
        self._row = asyncio.Lock()
        self._credit = AT_ONCE
        self._counted = (clock.monotonic(), clock.worked())

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
        tick waits for one of them at each step of its way. While they keep coming they take `SHARE` of the
        time, so that a tick mostly waits for none, and the store's thread need not share the interpreter.
        """
        async with self._row:
            await self._clock.sleep(self._rest())
            await self._open.wait()

    def _rest(self) -> float:
        """Seconds until the work since it was last counted, whosever it was, has been made up for."""
        counted = (self._clock.monotonic(), self._clock.worked())
        passed, worked = (now - then for now, then in zip(counted, self._counted, strict=True))
        self._counted = counted
        self._credit = min(max(self._credit + passed * SHARE - worked, -LONGEST_REST * SHARE), AT_ONCE)
        return -self._credit / SHARE
