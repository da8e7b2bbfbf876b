import asyncio
from typing import Any

from engineio.async_socket import AsyncSocket
from engineio.packet import Packet

class AsyncServer:
    class reason:  # noqa: N801 (the vendor's name)
        CLIENT_DISCONNECT: str
        SERVER_DISCONNECT: str

    max_http_buffer_size: int
    sockets: dict[str, AsyncSocket]
    _async: dict[str, Any]

    def __init__(self, **options: object) -> None: ...
    async def shutdown(self) -> None: ...
    async def disconnect(self, sid: str | None = ...) -> None: ...
    def create_queue(self) -> asyncio.Queue[Packet | None]: ...
