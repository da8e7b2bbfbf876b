"""A connection that has ended is not cut once more: that would be a fault in the log."""

import asyncio
from contextlib import closing

from abutre.adapters.web.session import cut


async def _ended() -> asyncio.Transport:
    """A connection that was closed with bytes unsent, and has sent them since."""
    gone = asyncio.Event()
    made: asyncio.Future[asyncio.Transport] = asyncio.get_running_loop().create_future()

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            transport.write(bytes(20_000_000))
            assert transport.get_write_buffer_size() > 0
            transport.close()
            made.set_result(transport)

        def connection_lost(self, _: Exception | None) -> None:
            gone.set()

    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        with closing(writer):
            await reader.read(-1)
            await gone.wait()
    await asyncio.sleep(0)
    return made.result()


async def test_what_has_ended_by_itself_is_not_cut() -> None:
    cut(await _ended())


async def test_what_is_open_is_cut() -> None:
    gone = asyncio.Event()

    class Client(asyncio.Protocol):
        def connection_lost(self, _: Exception | None) -> None:
            gone.set()

    loop = asyncio.get_running_loop()
    async with await loop.create_server(asyncio.Protocol, "127.0.0.1", 0) as server:
        transport, _ = await loop.create_connection(Client, *server.sockets[0].getsockname())
        cut(transport)
        await gone.wait()
