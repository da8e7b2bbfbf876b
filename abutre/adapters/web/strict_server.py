"""Socket.IO, stricter than the vendor's: who is refused, breaks the protocol or stays silent is let go."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import socketio
from socketio.packet import ACK, CONNECT_ERROR

from abutre.adapters.web.engine import MAX_MESSAGE_BYTES, PING_SECONDS, VENDOR_LOG, EngineServer
from abutre.adapters.web.packets import StrictPacket

LOG = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
"""How long a connection may be open without a client of any namespace."""


class StrictServer(socketio.AsyncServer, ABC):
    """Every event of a client goes to `answered`, never to a handler that the client may name."""

    eio: EngineServer

    def __init__(
        self,
        *,
        origin_allowed: Callable[[str | None, Mapping[str, str]], bool],
        client_manager: socketio.AsyncManager | None = None,
        ping_interval: float = PING_SECONDS,
        ping_timeout: float = PING_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        """Make a server; handlers of `connect` and `disconnect` are set with `on`. Times are seconds."""
        super().__init__(
            client_manager=client_manager,
            logger=VENDOR_LOG,
            engineio_logger=VENDOR_LOG,
            serializer=StrictPacket,
            async_mode="aiohttp",
            ping_interval=ping_interval,
            ping_timeout=ping_timeout,
            max_http_buffer_size=MAX_MESSAGE_BYTES,
            http_compression=False,
            cors_allowed_origins=origin_allowed,
        )
        self._connect_seconds = connect_seconds
        self._silent: dict[str, asyncio.TimerHandle] = {}

    @abstractmethod
    async def answered(self, sid: str, namespace: str, name: str, args: list[object]) -> list[object]:
        """Take in an event of a client; the arguments of its acknowledgement."""

    async def too_deep(self, eio_sid: str, data: str | bytes) -> None:
        """Take in a packet that is nested too deeply to be read."""
        LOG.warning("[WS] Connection closed, its packet is nested too deeply: %d long", len(data))
        self.eio.hang_up(eio_sid)

    def attach(self, app: Any, socketio_path: str = "socket.io") -> None:  # noqa: ANN401 (the vendor's)
        """Serve `/socketio_path/` of an aiohttp application."""
        self.eio.attach(app, socketio_path)

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        self._silent[eio_sid] = asyncio.get_running_loop().call_later(
            self._connect_seconds, self.eio.hang_up, eio_sid
        )

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        self._spoke(eio_sid)
        await super()._handle_eio_disconnect(eio_sid, reason)

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: object) -> None:
        wanted = namespace or "/"
        if wanted not in self.handlers:
            await self._refuse(eio_sid, wanted, "Invalid namespace")
            return
        try:
            await super()._handle_connect(eio_sid, wanted, data)
        except Exception:
            LOG.exception("[WS] Client refused after a fault")
            sid = self.manager.sid_from_eio_sid(eio_sid, wanted)
            if sid is not None:
                await self.manager.disconnect(sid, wanted, ignore_queue=True)
            await self._refuse(eio_sid, wanted, "internal error")
        sid = self.manager.sid_from_eio_sid(eio_sid, wanted)
        if sid is not None and self.manager.is_connected(sid, wanted):
            self._spoke(eio_sid)

    async def _refuse(self, eio_sid: str, namespace: str, message: str) -> None:
        refusal = self.packet_class(CONNECT_ERROR, data={"message": message}, namespace=namespace)
        await self._send_packet(eio_sid, refusal)

    def _spoke(self, eio_sid: str) -> None:
        timer = self._silent.pop(eio_sid, None)
        if timer is not None:
            timer.cancel()

    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None:
        if eio_sid not in self.environ:
            return
        try:
            self._check_attachment(eio_sid, data)
            await super()._handle_eio_message(eio_sid, data)
        except RecursionError:
            await self.too_deep(eio_sid, data)
        except Exception as malformed:  # noqa: BLE001 (any failure to read a packet is the sender's)
            LOG.warning("[WS] Connection closed, its peer speaks no Socket.IO: %s", type(malformed).__name__)
            self.eio.hang_up(eio_sid)

    def _check_attachment(self, eio_sid: str, data: str | bytes) -> None:
        waiting = self._binary_packet.get(eio_sid)
        if waiting is None:
            return
        if isinstance(data, str):
            raise TypeError("expected an attachment")
        if sum(map(len, waiting.attachments)) + len(data) > MAX_MESSAGE_BYTES:
            raise ValueError("expected smaller attachments")

    async def _handle_event(
        self, eio_sid: str, namespace: str | None, number: int | None, data: object, /
    ) -> None:
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise ValueError("expected an event's name first")
        await super()._handle_event(eio_sid, namespace, number, data)

    # The stock method would run our own handlers of connect and disconnect when a client names them, and
    # would never acknowledge what a handler failed at.
    async def _handle_event_internal(
        self,
        _server: socketio.AsyncServer,
        sid: str,
        eio_sid: str,
        data: list[object],
        namespace: str,
        number: int | None,
        /,
    ) -> None:
        try:
            answer = await self.answered(sid, namespace, str(data[0]), data[1:])
            await self._acknowledge(eio_sid, namespace, number, answer)
        except Exception:
            LOG.exception("[WS] An event could not be answered")
            await self._acknowledge(eio_sid, namespace, number, [{"ok": False, "error": "internal error"}])

    async def _acknowledge(
        self, eio_sid: str, namespace: str, number: int | None, answer: list[object]
    ) -> None:
        if number is not None:
            packet = self.packet_class(ACK, id=number, data=answer, namespace=namespace)
            await self._send_packet(eio_sid, packet)
