"""One Engine.IO session: its transport, its heart-beat and its end."""

import asyncio
import socket as sockets
from typing import Protocol

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from abutre.adapters.web.frames import CLOSE, NOOP, PING, Frame
from abutre.adapters.web.outbox import Flusher, Outbox

CLOSE_SECONDS = 1.0
"""How long a closed connection may take to send what is left and to agree; then it is cut."""

PACKETS_A_POLL = 16
"""Packets in one polling response; the Python client refuses more."""

_KERNEL_BYTES = 64 * 1024
_HIGH_WATER_BYTES = 64 * 1024


class Owner(Protocol):
    """What a session needs of its server. Times are seconds."""

    ping_interval: float
    ping_timeout: float
    flusher: Flusher

    async def heard(self, session: "Session", data: str | bytes) -> None:
        """A message came in."""
        ...

    def overflowed(self, session: "Session") -> None:
        """The session reads too slowly and must end."""
        ...

    def ended(self, session: "Session", reason: str) -> None:
        """The session is over; called once."""
        ...


class Session:
    """Over long-polling until `speak` gives it a WebSocket. Its pings are exact to the timer."""

    def __init__(self, sid: str, owner: Owner) -> None:
        self.sid = sid
        self.outbox = Outbox(owner.flusher, lambda: owner.overflowed(self))
        self.closed = False
        self.upgrading = False
        self.polling = False  # whether a poll waits
        self.posting = False  # whether a request is being read
        self._owner = owner
        self._socket: web.WebSocketResponse | None = None
        self._transport: asyncio.Transport | None = None
        self._closing: asyncio.Task[bool] | None = None
        self._pinged = False
        self._beat = asyncio.get_running_loop().call_later(owner.ping_interval, self._ping)

    @property
    def upgraded(self) -> bool:
        """Whether it has a WebSocket."""
        return self._socket is not None

    def push(self, frame: Frame) -> None:
        """Send a packet soon; nothing happens once the session is closed."""
        if not self.closed:
            self.outbox.push(frame)

    def speak(
        self, socket: web.WebSocketResponse, transport: asyncio.Transport, writer: AbstractStreamWriter
    ) -> None:
        """Use a WebSocket from now on, beginning with what waits."""
        self._socket, self._transport = socket, transport
        transport.set_write_buffer_limits(high=_HIGH_WATER_BYTES)
        kernel = transport.get_extra_info("socket")
        if kernel is not None:
            kernel.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, _KERNEL_BYTES)
        self.outbox.write_to(transport, writer)

    def begin_upgrade(self) -> None:
        """Hold what is sent until it is known where it goes; end the poll that waits."""
        self.upgrading = True
        self.outbox.wake()

    def end_upgrade(self) -> None:
        """Send again."""
        self.upgrading = False

    async def poll(self) -> list[Frame]:
        """The next packets; a NOOP while the client changes to a WebSocket; none once all is said."""
        self.polling = True
        try:
            frames = await self.outbox.take(PACKETS_A_POLL, lambda: self.upgrading)
        finally:
            self.polling = False
        return frames if frames or self.closed else [NOOP]

    async def hear(self, packet: str | bytes) -> None:
        """Take in a client's packet.

        Raises:
            ValueError: it is none, or none that a client may send now.
        """
        if self.closed:
            return
        if isinstance(packet, bytes):
            await self._owner.heard(self, packet)
        elif packet.startswith("4"):
            await self._owner.heard(self, packet[1:])
        elif packet.startswith("3"):
            self._ponged()
        elif packet.startswith("1"):
            self.close("client disconnect", None if self.upgraded else NOOP)
        else:
            raise ValueError("expected an Engine.IO packet of a client")

    def close(self, reason: str, last: Frame | None = CLOSE) -> None:
        """End the session: send what waits and `last`, close the WebSocket, cut a peer that ignores it."""
        if self.closed:
            return
        self.closed = True
        self._beat.cancel()
        self.outbox.close(last)
        if self._socket is not None and self._transport is not None:
            self._closing = asyncio.create_task(self._socket.close())
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, cut, self._transport)
        self._owner.ended(self, reason)

    def abort(self, reason: str) -> None:
        """End the session at once and drop what waits."""
        self.outbox.clear()
        if self._transport is not None:
            cut(self._transport)
        self.close(reason, None if self.upgraded else CLOSE)

    def _ping(self) -> None:
        self._pinged = True
        self._beat = asyncio.get_running_loop().call_later(
            self._owner.ping_timeout, self.close, "ping timeout"
        )
        self.push(PING)

    def _ponged(self) -> None:
        if self._pinged:
            self._pinged = False
            self._beat.cancel()
            self._beat = asyncio.get_running_loop().call_later(self._owner.ping_interval, self._ping)


def cut(transport: asyncio.Transport) -> None:
    """Abort a connection, unless it has ended."""
    try:
        kernel = transport.get_extra_info("socket")
    except AttributeError:  # CPython's TLS has let go of a connection that was closed twice, as aiohttp does
        return
    # CPython's abort fails on one that was closed with bytes unsent, and has since sent them.
    if kernel is None or kernel.fileno() != -1:
        transport.abort()
