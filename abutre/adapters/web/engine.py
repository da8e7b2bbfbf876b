"""Engine.IO under the sockets: the vendor's server with sessions, requests and refusals of our own."""

import asyncio
import json
import logging
from typing import Any

import engineio
from aiohttp import web
from engineio.async_drivers import aiohttp as driver
from engineio.packet import Packet

from abutre.adapters.web.frames import SEPARATOR, Frame, message_frame, polled_packets, text_frame
from abutre.adapters.web.outbox import Flusher
from abutre.adapters.web.refusals import Reason, Refused
from abutre.adapters.web.session import CLOSE_SECONDS, Session
from abutre.adapters.web.talk import Turn, changed_over, converse, loop_turn

LOG = logging.getLogger(__name__)

VENDOR_LOG = logging.getLogger("abutre.web.vendor")
"""The vendor's own log. Its INFO is a line per packet, its WARNING a line per vanished client."""

VENDOR_LOG.setLevel(logging.ERROR)

PING_SECONDS = 5
"""Interval of the pings and their deadline: a frozen peer shows within twice this."""

MAX_MESSAGE_BYTES = 1_000_000
"""Largest message read at all; longer ones end the connection of whoever sent them."""

_PACKETS_A_REQUEST = 128


class EngineServer(engineio.AsyncServer):
    """Engine.IO server on aiohttp: exact, without compression, with little memory and no task per packet."""

    sockets: dict[str, Session]

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (python-socketio passes what it does not know)
        super().__init__(**options)
        self.flusher = Flusher()
        self.turn: Turn = loop_turn
        self.dropped = 0  # clients cut off because they read too slowly
        self._talks: set[asyncio.Task[Any]] = set()
        self._farewells: set[asyncio.Task[None]] = set()

    def attach(self, app: web.Application, engineio_path: str = "engine.io") -> None:
        """Serve `/engineio_path/` of `app`, whatever the method."""
        app.router.add_route("*", f"/{engineio_path.strip('/')}/", self.handle_request)

    async def send(self, sid: str, data: str | bytes) -> None:
        """Send a message to one client; nothing happens when it is gone."""
        session = self.sockets.get(sid)
        if session is not None:
            session.push(message_frame(data))

    async def send_packet(self, sid: str, pkt: Packet) -> None:
        """Send a MESSAGE packet, which is the only one the vendor's Socket.IO sends."""
        await self.send(sid, pkt.data)

    async def disconnect(self, sid: str | None = None) -> None:
        """As the stock method, for one client; but nobody waits until that client has fetched its packets."""
        if sid is not None:
            self.hang_up(sid)

    def hang_up(self, eio_sid: str) -> None:
        """Close a connection without waiting for its peer, who may connect again."""
        session = self.sockets.get(eio_sid)
        if session is not None:
            session.close(self.reason.SERVER_DISCONNECT)

    async def stop(self) -> None:
        """Send what is queued, close every connection, and cut those whose peers do not follow suit."""
        for eio_sid in list(self.sockets):
            self.hang_up(eio_sid)
        if self._talks:
            await asyncio.wait(self._talks, timeout=2 * CLOSE_SECONDS)
        if self._farewells:
            await asyncio.wait(self._farewells)

    async def heard(self, session: Session, data: str | bytes) -> None:
        """See `Owner.heard`."""
        await self._trigger_event("message", session.sid, data)

    def overflowed(self, session: Session) -> None:
        """See `Owner.overflowed`."""
        self.dropped += 1
        LOG.warning("[WS] Client cut off, it reads too slowly: connection %s", session.sid)
        session.abort(self.reason.TRANSPORT_ERROR)

    def ended(self, session: Session, reason: str) -> None:
        """See `Owner.ended`."""
        if session.upgraded or reason != self.reason.SERVER_DISCONNECT:
            self.sockets.pop(session.sid, None)
        else:  # its last packets may be polled for a moment
            asyncio.get_running_loop().call_later(CLOSE_SECONDS, self.sockets.pop, session.sid, None)
        farewell = asyncio.ensure_future(self._trigger_event("disconnect", session.sid, reason))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Answer any request to the endpoint."""
        environ = driver.translate_request(request)
        try:
            return await self._answer(request, environ)
        except Refused as refused:
            response = refused.response()
            response.headers.update(self._cors_headers(environ))
            return response

    async def _answer(self, request: web.Request, environ: dict[str, Any]) -> web.StreamResponse:
        if not self._origin_allowed(environ):
            raise Refused(Reason.FOREIGN_ORIGIN)
        if request.method == "OPTIONS":
            return self._said("", environ)
        transport = request.query.get("transport")
        if transport not in {"polling", "websocket"}:
            raise Refused(Reason.BAD_TRANSPORT)
        sid = request.query.get("sid")
        if sid is None:
            return await self._handshake(request, environ, transport)
        session = self.sockets.get(sid)
        if session is None:
            raise Refused(Reason.UNKNOWN_SESSION)
        if request.method == "GET" and _is_upgrade(request) and transport == "websocket":
            return await self._talk(request, environ, session)
        if transport != "polling" or session.upgraded:
            raise Refused(Reason.BAD_REQUEST)
        if request.method == "GET":
            return self._said(await self._polled(session), environ)
        if request.method == "POST":
            await self._posted(request, session)
            return self._said("ok", environ)
        raise Refused(Reason.BAD_METHOD)

    async def _handshake(
        self, request: web.Request, environ: dict[str, Any], transport: str
    ) -> web.StreamResponse:
        if request.query.get("EIO") != "4":
            raise Refused(Reason.BAD_VERSION)
        if request.method != "GET":
            raise Refused(Reason.BAD_METHOD)
        if _is_upgrade(request) != (transport == "websocket"):
            raise Refused(Reason.BAD_REQUEST)
        if transport == "websocket":
            return await self._talk(request, environ, None)
        session = await self._open(environ, ["websocket"])
        return self._said(_joined(await session.poll()), environ)

    async def _open(self, environ: dict[str, Any], upgrades: list[str]) -> Session:
        sid = self.generate_id()
        session = self.sockets[sid] = Session(sid, self)
        told = {
            "sid": sid,
            "upgrades": upgrades,
            "pingInterval": round(self.ping_interval * 1000),
            "pingTimeout": round(self.ping_timeout * 1000),
            "maxPayload": self.max_http_buffer_size,
        }
        session.push(text_frame("0" + json.dumps(told, separators=(",", ":"))))
        await self._trigger_event("connect", sid, environ)
        return session

    async def _polled(self, session: Session) -> str:
        if session.polling and not session.upgrading:
            session.close(self.reason.TRANSPORT_ERROR)
            raise Refused(Reason.BAD_REQUEST)
        frames = await session.poll()
        if not frames:
            raise Refused(Reason.UNKNOWN_SESSION)
        return _joined(frames)

    async def _posted(self, request: web.Request, session: Session) -> None:
        overlapping, session.posting = session.posting, True
        try:
            async with asyncio.timeout(self.ping_interval + self.ping_timeout):
                body = await self._body(request)
            packets = [] if overlapping else polled_packets(body, _PACKETS_A_REQUEST)
            for packet in packets:
                await session.hear(packet)
                await self.turn()
        except (ValueError, TimeoutError):
            overlapping = True
        finally:
            session.posting = False
        if overlapping:
            session.close(self.reason.TRANSPORT_ERROR)
            raise Refused(Reason.BAD_REQUEST)

    async def _body(self, request: web.Request) -> str:
        body = bytearray()
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > self.max_http_buffer_size:
                raise ValueError("expected a smaller request")
        return body.decode()

    async def _talk(
        self, request: web.Request, environ: dict[str, Any], session: Session | None
    ) -> web.StreamResponse:
        socket = web.WebSocketResponse(
            compress=False, max_msg_size=self.max_http_buffer_size, timeout=CLOSE_SECONDS
        )
        writer = await socket.prepare(request)
        transport, task = request.transport, asyncio.current_task()
        if transport is None or task is None:
            return socket
        self._talks.add(task)
        try:
            if session is None:
                session = await self._open(environ, [])
            elif not await changed_over(session, socket, self.ping_timeout):
                await socket.close()
                return socket
            session.speak(socket, transport, writer)
            await converse(session, socket, self.turn)
        finally:
            self._talks.discard(task)
        return socket

    def _origin_allowed(self, environ: dict[str, Any]) -> bool:
        origin = environ.get("HTTP_ORIGIN")
        return origin is None or origin in self._cors_allowed_origins(environ)

    def _said(self, text: str, environ: dict[str, Any]) -> web.Response:
        headers = {"Cache-Control": "no-store", **dict(self._cors_headers(environ))}
        return web.Response(text=text, headers=headers)


def _is_upgrade(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def _joined(frames: list[Frame]) -> str:
    return SEPARATOR.join(frame.polled for frame in frames)
