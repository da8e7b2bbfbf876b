from aiohttp import ClientSession

class AsyncClient:
    http: ClientSession | None
    async def disconnect(self, abort: bool = ...) -> None: ...
