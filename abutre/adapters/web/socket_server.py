"""Socket.IO: the stock server with the holes closed that matter to one bot, and who listens to it."""

import logging
import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Protocol

import socketio
from engineio.packet import MESSAGE, Packet
from socketio.exceptions import ConnectionRefusedError as Refused
from socketio.packet import ACK, EVENT

from abutre.adapters.web.engine import MAX_MESSAGE_BYTES, PING_SECONDS, VENDOR_LOG, EngineServer

LOG = logging.getLogger(__name__)
_NAMESPACE = "/"
_LIVE = "live"
_TOO_DEEP = re.compile(r"2(\d{0,18})\[")

Ack = dict[str, object]
"""What a command is acknowledged with."""


class Listener(Protocol):
    """What happens at the sockets."""

    def admit(self, environ: MutableMapping[str, object], auth: object) -> None:
        """A client wants to connect. Raises ValueError, whose text it is told, to turn it away."""
        ...

    def joined(self, sid: str) -> None:
        """A client is connected and knows it."""
        ...

    def left(self, sid: str) -> None:
        """A client is gone."""
        ...

    def hears(self, connection: str, size: int) -> bool:
        """A connection said `size` more bytes; False ends it."""
        ...

    async def received(self, sid: str, name: str, args: list[object]) -> Ack:
        """A client sent the event `name`; the answer is its acknowledgement. Never raises."""
        ...

    async def too_deep(self, sid: str) -> Ack:
        """A client sent an event nested too deeply to be read; as `received`."""
        ...


class SocketServer(socketio.AsyncServer):
    """Sends to one client, or to all in the live room, and tells the listener what comes in."""

    eio: EngineServer

    def __init__(
        self, *, listener: Listener, origin_allowed: Callable[[str | None, Mapping[str, str]], bool]
    ) -> None:
        super().__init__(
            client_manager=_Manager(listener),
            logger=VENDOR_LOG,
            engineio_logger=VENDOR_LOG,
            async_mode="aiohttp",
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            max_http_buffer_size=MAX_MESSAGE_BYTES,
            http_compression=False,
            cors_allowed_origins=origin_allowed,
        )
        self._listener = listener
        self.on("connect", self._admit)
        self.on("disconnect", self._left)

    async def send_to(self, sid: str, name: str, *args: object) -> None:
        """Send an event to one client; nothing happens when it is gone. Does not yield to the loop."""
        eio_sid = self.manager.eio_sid_from_sid(sid, _NAMESPACE)
        if eio_sid is not None:
            await self._send_packet(eio_sid, self.packet_class(EVENT, data=[name, *args]))

    async def send_live(self, name: str, *args: object) -> None:
        """Send an event to everyone in the live room. As `send_to`, so what is sent keeps its order."""
        event = self.packet_class(EVENT, data=[name, *args])
        framed = Packet(MESSAGE, event.encode())  # encoded once, for all
        for _sid, eio_sid in self.manager.get_participants(_NAMESPACE, _LIVE):
            await self._send_eio_packet(eio_sid, framed)

    def enter_live(self, sid: str) -> None:
        """From the next event on, `send_live` reaches this client. It must be connected."""
        self.manager.basic_enter_room(sid, _NAMESPACE, _LIVE)

    def leave_live(self, sid: str) -> None:
        """From the next event on, `send_live` does not reach this client."""
        self.manager.basic_leave_room(sid, _NAMESPACE, _LIVE)

    def connected(self, sid: str) -> bool:
        """Whether the client is there."""
        return self.manager.is_connected(sid, _NAMESPACE)

    async def hang_up(self, sid: str) -> None:
        """End one client's connection in a way after which it connects again by itself."""
        eio_sid = self.manager.eio_sid_from_sid(sid, _NAMESPACE)
        if eio_sid is not None:
            await self.eio.hang_up(eio_sid)

    async def close(self) -> None:
        """End every connection in a way after which clients connect again; what was sent still goes out."""
        await self.eio.stop()

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer

    async def _admit(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        # Must not wait: the client would be half connected meanwhile.
        try:
            self._listener.admit(environ, auth)
        except ValueError as turned_away:
            raise Refused(str(turned_away)) from None
        except Exception as fault:
            LOG.exception("[WS] Client refused after a fault: %s", sid)
            raise Refused("internal error") from fault

    async def _left(self, sid: str, _reason: str) -> None:
        self._listener.left(sid)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        if eio_sid not in self.environ:
            return
        if not self._listener.hears(eio_sid, len(data)):
            LOG.warning("[WS] Connection closed, it said too much at once")
            await self.eio.hang_up(eio_sid)
            return
        try:
            await super()._handle_eio_message(eio_sid, data)
        except RecursionError:
            await self._refuse_depth(eio_sid, data)
        except Exception as malformed:  # noqa: BLE001 (any failure to read a packet is the sender's)
            LOG.warning("[WS] Connection closed, its peer speaks no Socket.IO: %s", type(malformed).__name__)
            await self.eio.hang_up(eio_sid)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        if reason == self.eio.reason.CLIENT_DISCONNECT:
            self.eio.end_poll(eio_sid)

    async def _refuse_depth(self, eio_sid: str, packet: str | bytes) -> None:
        event = _TOO_DEEP.match(packet) if isinstance(packet, str) else None
        sid = self.manager.sid_from_eio_sid(eio_sid, _NAMESPACE)
        if event is None or sid is None or not self.connected(sid):
            await self.eio.hang_up(eio_sid)
            return
        answer = await self._listener.too_deep(sid)
        await self._acknowledge(eio_sid, int(event[1]) if event[1] else None, answer)

    async def _handle_event(
        self, eio_sid: str, namespace: str | None, number: int | None, data: object, /
    ) -> None:
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise ValueError("expected an event's name first")
        await super()._handle_event(eio_sid, namespace, number, data)

    # The stock method would run our own handlers of connect and disconnect when a client names them.
    async def _handle_event_internal(
        self,
        _server: socketio.AsyncServer,
        sid: str,
        eio_sid: str,
        data: list[object],
        _namespace: str,
        number: int | None,
        /,
    ) -> None:
        answer = await self._listener.received(sid, str(data[0]), data[1:])
        await self._acknowledge(eio_sid, number, answer)

    async def _acknowledge(self, eio_sid: str, number: int | None, answer: Ack) -> None:
        if number is not None:
            await self._send_packet(eio_sid, self.packet_class(ACK, id=number, data=[answer]))


class _Manager(socketio.AsyncManager):
    """Tells the listener of a client once its CONNECT packet is on its way."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self._listener = listener

    async def connect(self, sid: str, namespace: str) -> str:
        known = await super().connect(sid, namespace)
        self._listener.joined(known)
        return known
