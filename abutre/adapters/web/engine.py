"""Engine.IO under the sockets: the stock server with the gaps of its aiohttp driver closed."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import engineio
from aiohttp import StreamReader, web
from engineio.async_drivers import aiohttp as driver
from engineio.exceptions import EngineIOError
from engineio.packet import NOOP, Packet, packet_names
from engineio.payload import Payload

VENDOR_LOG = logging.getLogger("abutre.web.vendor")
"""The vendor's own log. Its INFO is a line per packet, its WARNING a line per vanished client."""

VENDOR_LOG.setLevel(logging.ERROR)

PING_SECONDS = 5
"""Interval of the pings and their deadline: a frozen peer shows within twice this."""

MAX_MESSAGE_BYTES = 1_000_000
"""Largest message read at all; longer ones end the connection of whoever sent them."""

_CLOSE_SECONDS = 1.0


class EngineServer(engineio.AsyncServer):
    """Engine.IO server: no compression, whole bodies, few packets a response, clean ends."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (python-socketio passes what it does not know)
        super().__init__(**options)
        self._async = {**self._async, "translate_request": _translated, "websocket": _WebSocket}
        self._stopped = False
        self.open: dict[asyncio.Task[None], web.Request] = {}

    def create_queue(self) -> asyncio.Queue[Packet | None]:
        """One client's outgoing packets."""
        return _PacketQueue()

    async def disconnect(self, sid: str | None = None) -> None:
        """As the stock method, for one client; but nobody waits until that client has fetched its packets."""
        if sid is not None:
            await self.hang_up(sid)

    async def hang_up(self, eio_sid: str) -> None:
        """Close a connection without waiting for its peer, who may connect again."""
        socket = self.sockets.get(eio_sid)
        if socket is not None:
            await socket.close(wait=False, reason=self.reason.SERVER_DISCONNECT)
            socket.queue.put_nowait(None)  # the writer closes the WebSocket: JavaScript waits for that

    async def stop(self) -> None:
        """Send what is queued, close every connection, and cut those whose peers do not follow suit."""
        for eio_sid in list(self.sockets):
            await self.hang_up(eio_sid)
        if self.open:
            await asyncio.wait(self.open, timeout=2 * _CLOSE_SECONDS)
        for request in self.open.values():
            if request.transport is not None:
                request.transport.abort()
        if not self._stopped:
            self._stopped = True  # the vendor's shutdown fails the second time
            await asyncio.sleep(0)  # a monitor that was made in this very moment must run to be stopped
            await self.shutdown()

    def end_poll(self, eio_sid: str) -> None:
        """Answer the poll that a client left behind as it closed its connection."""
        socket = self.sockets.get(eio_sid)
        if socket is not None and not socket.upgraded:
            socket.queue.put_nowait(Packet(NOOP))


class _PacketQueue(asyncio.Queue[Packet | None]):
    """Gives at most as many packets to one polling response as polling clients accept."""

    def __init__(self) -> None:
        super().__init__()
        self._left = Payload.max_decode_packets

    async def get(self) -> Packet | None:
        while True:
            self._left = Payload.max_decode_packets
            try:
                return await super().get()
            except asyncio.QueueEmpty:
                continue

    def get_nowait(self) -> Packet | None:
        if self._left == 0:
            raise asyncio.QueueEmpty
        packet = super().get_nowait()
        self._left -= 1
        return packet


class _WholeBody:
    """A polling request's body, read to its end in however many pieces it arrives."""

    def __init__(self, content: StreamReader) -> None:
        self._content = content

    async def read(self, length: int) -> bytes:
        """Read `length` bytes, which must be Engine.IO packets."""
        try:
            body = await self._content.readexactly(length)
            for packet in Payload(encoded_payload=body.decode()).packets:
                packet_names[packet.packet_type]
        except Exception as malformed:
            # The vendor ends the session cleanly on this error only.
            raise EngineIOError("expected Engine.IO packets") from malformed
        return body


async def _translated(request: web.Request) -> dict[str, Any]:
    environ = driver.translate_request(request)
    environ["wsgi.input"] = _WholeBody(request.content)
    return environ


class _WebSocket(driver.WebSocket):
    """A WebSocket without compression, which ends when its peer speaks no Engine.IO."""

    def __init__(
        self, handler: Callable[["_WebSocket"], Coroutine[Any, Any, None]], server: EngineServer
    ) -> None:
        super().__init__(handler, server)
        self.server: EngineServer = server
        self._sock = web.WebSocketResponse(
            compress=False, max_msg_size=server.max_http_buffer_size, timeout=_CLOSE_SECONDS
        )

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        request = environ["aiohttp.request"]
        await self._sock.prepare(request)
        speaking = asyncio.ensure_future(self.handler(self))
        self.server.open[speaking] = request
        try:
            await speaking
        finally:
            del self.server.open[speaking]
        return self._sock

    async def wait(self) -> str | bytes:
        frame = await super().wait()
        try:
            packet_names[Packet(encoded_packet=frame).packet_type]
        except Exception as malformed:
            # The vendor's reader ends cleanly on this error only.
            raise OSError("expected an Engine.IO packet") from malformed
        return frame
