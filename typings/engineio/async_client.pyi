from aiohttp import ClientSession

class AsyncClient:
    http: ClientSession | None
    state: str
    async def disconnect(self, abort: bool = ...) -> None: ...
