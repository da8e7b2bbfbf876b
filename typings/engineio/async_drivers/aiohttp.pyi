from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web
from engineio.async_server import AsyncServer

def translate_request(request: web.Request) -> dict[str, Any]: ...

class WebSocket:
    handler: Callable[[Any], Coroutine[Any, Any, None]]
    server: AsyncServer
    _sock: web.WebSocketResponse

    def __init__(self, handler: Callable[[Any], Coroutine[Any, Any, None]], server: AsyncServer) -> None: ...
    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse: ...
    async def wait(self) -> str | bytes: ...
