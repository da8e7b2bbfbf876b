import asyncio

from aiohttp import ClientSession, ClientWebSocketResponse

class AsyncClient:
    http: ClientSession | None
    ws: ClientWebSocketResponse | None
    read_loop_task: asyncio.Task[None] | None
    write_loop_task: asyncio.Task[None] | None
    state: str
    async def disconnect(self, abort: bool = ...) -> None: ...
