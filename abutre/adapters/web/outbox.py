"""What waits to be sent to one client, within a bound, and the one writer that serves all clients."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice

from aiohttp.abc import AbstractStreamWriter

from abutre.adapters.web.frames import Frame

BOUND_BYTES = 256 * 1024
"""What may wait for one client, here and in its transport; whoever reads slower than that is cut off."""

_CLIENTS_AT_A_TIME = 32
_LITTLE_BYTES = BOUND_BYTES // 4


class Flusher:
    """Writes out dirty outboxes, some at a time, and lets the event loop turn in between.

    What is pushed while a pass is under way joins the same write, so a burst costs each client one.
    """

    def __init__(self) -> None:
        self._dirty: deque[Outbox] = deque()
        self._scheduled = False

    def add(self, outbox: "Outbox") -> None:
        """Flush `outbox` soon."""
        self._dirty.append(outbox)
        if not self._scheduled:
            self._schedule()

    def _schedule(self) -> None:
        self._scheduled = True
        asyncio.get_running_loop().call_soon(self._flush_some)

    def _flush_some(self) -> None:
        self._scheduled = False
        if len(self._dirty) > _CLIENTS_AT_A_TIME:
            self._schedule()
        for _ in range(min(_CLIENTS_AT_A_TIME, len(self._dirty))):
            self._dirty.popleft().flush()


class Outbox:
    """The frames for one client, in order. Polled until `write_to` gives it a WebSocket's transport."""

    def __init__(self, flusher: Flusher, overflowed: Callable[[], None]) -> None:
        """Call `overflowed` instead of keeping a frame past the bound."""
        self._flusher = flusher
        self._overflowed = overflowed
        self._frames: deque[Frame] = deque()
        self._size = 0
        self._transport: asyncio.Transport | None = None
        self._writer: AbstractStreamWriter | None = None
        self._closed = False
        self._changed = asyncio.Event()

    @property
    def waiting_bytes(self) -> int:
        """Bytes that the client's kernel has not taken yet."""
        unsent = 0 if self._transport is None else self._transport.get_write_buffer_size()
        return self._size + unsent

    def push(self, frame: Frame) -> None:
        """Send `frame` after all others. A single frame may be larger than the bound, when it is alone."""
        waiting = self.waiting_bytes
        if waiting and waiting + len(frame.wire) > BOUND_BYTES:
            self._overflowed()
            return
        self._frames.append(frame)
        self._size += len(frame.wire)
        if self._transport is None:
            self._changed.set()
        elif len(self._frames) == 1:
            self._flusher.add(self)

    def write_to(self, transport: asyncio.Transport, writer: AbstractStreamWriter) -> None:
        """From now on write to a WebSocket; first of all what waits."""
        self._transport, self._writer = transport, writer
        self.flush()
        self._changed.set()

    def flush(self) -> None:
        """Write all frames at once."""
        if self._frames and self._transport is not None:
            joined = b"".join([frame.wire for frame in self._frames])
            self._forget(len(self._frames))
            self._transport.write(joined)

    async def take(self, at_most: int, interrupted: Callable[[], bool]) -> list[Frame]:
        """The next frames for a poll, as soon as there are any; none when it is interrupted."""
        while not interrupted() and not self._frames and not self._closed:
            self._changed.clear()
            await self._changed.wait()
        if interrupted():
            return []
        taken = list(islice(self._frames, at_most))
        self._forget(len(taken))
        self._changed.set()
        return taken

    async def room(self) -> None:
        """Wait until little waits, or nobody reads any more."""
        while not self._closed:
            if self._writer is not None:
                self.flush()
                with suppress(ConnectionError):
                    await self._writer.drain()
                return
            if self._size <= _LITTLE_BYTES:
                return
            self._changed.clear()
            await self._changed.wait()

    def wake(self) -> None:
        """Let whoever waits look again."""
        self._changed.set()

    def close(self, last: Frame | None) -> None:
        """Send `last`, and nothing after it."""
        if last is not None:
            self._frames.append(last)
        self._closed = True
        self.flush()
        self._changed.set()

    def clear(self) -> None:
        """Drop what waits: its client is gone."""
        self._forget(len(self._frames))

    def _forget(self, count: int) -> None:
        if count == len(self._frames):
            self._frames.clear()
            self._size = 0
            return
        for _ in range(count):
            self._size -= len(self._frames.popleft().wire)
