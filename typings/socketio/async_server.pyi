import logging
from collections.abc import Callable, Mapping
from typing import Any

import engineio
from aiohttp import web
from socketio.async_manager import AsyncManager
from socketio.packet import Packet

class AsyncServer:
    eio: engineio.AsyncServer
    environ: dict[str, dict[str, Any]]
    manager: AsyncManager
    packet_class: type[Packet]
    handlers: dict[str, object]
    _binary_packet: dict[str, Packet]

    def __init__(
        self,
        *,
        client_manager: AsyncManager | None = ...,
        logger: bool | logging.Logger = ...,
        engineio_logger: bool | logging.Logger = ...,
        serializer: type[Packet] = ...,
        async_mode: str = ...,
        ping_interval: float = ...,
        ping_timeout: float = ...,
        max_http_buffer_size: int = ...,
        http_compression: bool = ...,
        cors_allowed_origins: Callable[[str | None, Mapping[str, str]], bool] | list[str] | str | None = ...,
    ) -> None: ...
    def attach(self, app: web.Application, socketio_path: str = ...) -> None: ...
    def on(self, event: str, handler: Callable[..., Any], namespace: str | None = ...) -> None: ...
    def get_environ(self, sid: str, namespace: str | None = ...) -> dict[str, Any] | None: ...
    async def shutdown(self) -> None: ...
    def _engineio_server_class(self) -> type[engineio.AsyncServer]: ...
    async def _send_packet(self, eio_sid: str, pkt: Packet) -> None: ...
    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None: ...
    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: object) -> None: ...
    async def _handle_eio_message(self, eio_sid: str, data: str | bytes) -> None: ...
    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None: ...
    async def _handle_event(
        self, eio_sid: str, namespace: str | None, number: int | None, data: object, /
    ) -> None: ...
    async def _handle_event_internal(
        self,
        server: AsyncServer,
        sid: str,
        eio_sid: str,
        data: list[object],
        namespace: str,
        number: int | None,
        /,
    ) -> None: ...
