"""The bot's Socket.IO: sends to one client or to all that are up to date, and who hears the clients."""

import logging
import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Protocol

import socketio
from socketio.exceptions import ConnectionRefusedError as Refused
from socketio.packet import EVENT

from abutre.adapters.web.frames import Frame, message_frame
from abutre.adapters.web.session import Session
from abutre.adapters.web.strict_server import StrictServer

LOG = logging.getLogger(__name__)
_NAMESPACE = "/"
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

    def silenced(self, connection: str) -> None:
        """A connection has ended, and says no more."""
        ...

    async def received(self, sid: str, name: str, args: list[object]) -> Ack:
        """A client sent the event `name`; the answer is its acknowledgement. Never raises."""
        ...

    async def too_deep(self, sid: str) -> Ack:
        """A client sent an event nested too deeply to be read; as `received`."""
        ...


class SocketServer(StrictServer):
    """Sends to one client, or to all that are live, and tells the listener what comes in."""

    def __init__(
        self, *, listener: Listener, origin_allowed: Callable[[str | None, Mapping[str, str]], bool]
    ) -> None:
        super().__init__(client_manager=_Manager(listener), origin_allowed=origin_allowed)
        self._listener = listener
        self._live: dict[str, Session] = {}
        self.on("connect", self._admit)
        self.on("disconnect", self._left)

    def frame(self, name: str, *args: object) -> Frame:
        """An event, encoded once for however many clients.

        Raises:
            ValueError: an argument holds a number that JSON does not have.
        """
        # It is JSON through and through; without a word the vendor searches all of it for bytes.
        return message_frame(self.packet_class(EVENT, data=[name, *args], binary=False).encode())

    def frame_of(self, name: str, payload: str, seq: int) -> Frame:
        """As `frame`, of a payload that is JSON already, and the number of the event."""
        return message_frame(f'{EVENT}["{name}",{payload},{{"seq":{seq}}}]')

    def send_to(self, sid: str, frame: Frame) -> None:
        """Send an event to one client; nothing happens when it is gone."""
        session = self._session(sid)
        if session is not None:
            session.push(frame)

    def send_live(self, frame: Frame) -> None:
        """Send an event to every live client. As `send_to`, so what is sent keeps its order."""
        for session in list(self._live.values()):
            session.push(frame)

    def enter_live(self, sid: str) -> None:
        """From the next event on, `send_live` reaches this client. It must be connected."""
        session = self._session(sid)
        if session is not None:
            self._live[sid] = session

    def leave_live(self, sid: str) -> None:
        """From the next event on, `send_live` does not reach this client."""
        self._live.pop(sid, None)

    async def room(self, sid: str) -> None:
        """Wait until the client has read most of what was sent to it, or is gone."""
        session = self._session(sid)
        if session is not None:
            await session.outbox.room()

    def connected(self, sid: str) -> bool:
        """Whether the client is there."""
        return self.manager.is_connected(sid, _NAMESPACE)

    def hang_up(self, sid: str) -> None:
        """End one client's connection in a way after which it connects again by itself."""
        eio_sid = self.manager.eio_sid_from_sid(sid, _NAMESPACE)
        if eio_sid is not None:
            self.eio.hang_up(eio_sid)

    async def close(self) -> None:
        """End every connection in a way after which clients connect again; what was sent still goes out."""
        await self.eio.stop()

    async def answered(self, sid: str, namespace: str, name: str, args: list[object]) -> list[object]:
        """See `StrictServer`."""
        del namespace  # there is only one
        return [await self._listener.received(sid, name, args)]

    async def too_deep(self, eio_sid: str, data: str | bytes) -> None:
        """See `StrictServer`: tells the client, when it is one and sent an event."""
        event = _TOO_DEEP.match(data) if isinstance(data, str) else None
        sid = self.manager.sid_from_eio_sid(eio_sid, _NAMESPACE)
        if event is None or sid is None or not self.connected(sid):
            await super().too_deep(eio_sid, data)
            return
        answer = await self._listener.too_deep(sid)
        await self._acknowledge(eio_sid, _NAMESPACE, int(event[1]) if event[1] else None, [answer])

    def _session(self, sid: str) -> Session | None:
        eio_sid = self.manager.eio_sid_from_sid(sid, _NAMESPACE)
        return None if eio_sid is None else self.eio.sockets.get(eio_sid)

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
        self._live.pop(sid, None)
        self._listener.left(sid)

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        self._listener.silenced(eio_sid)

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        if eio_sid in self.environ and not self._listener.hears(eio_sid, len(data)):
            LOG.warning("[WS] Connection closed, it said too much at once")
            self.eio.hang_up(eio_sid)
            return
        await super()._handle_eio_message(eio_sid, data)


class _Manager(socketio.AsyncManager):
    """Tells the listener of a client once its CONNECT packet is on its way."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self._listener = listener

    async def connect(self, sid: str, namespace: str) -> str:
        known = await super().connect(sid, namespace)
        self._listener.joined(known)
        return known
