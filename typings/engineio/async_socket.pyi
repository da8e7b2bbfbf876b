import asyncio

from engineio.packet import Packet

class AsyncSocket:
    queue: asyncio.Queue[Packet | None]
    upgraded: bool

    async def close(self, wait: bool = ..., abort: bool = ..., reason: str | None = ...) -> None: ...
