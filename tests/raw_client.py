"""A client that speaks Engine.IO frame by frame over a WebSocket, well or badly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

PATIENCE = 20.0


class RawClient:
    """One open WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, transport: asyncio.Transport) -> None:
        self.socket = socket
        self.transport = transport

    async def say(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        else:
            await self.socket.send_str(frame)

    async def hear(self) -> str | None:
        """The next frame but pings, or None when the connection has ended."""
        while True:
            message = await self.socket.receive(timeout=PATIENCE)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return None
            if message.data == "2":
                await self.say("3")
                continue
            return str(message.data)

    async def hear_until(self, beginning: str) -> str:
        """The next frame that begins so.

        Raises:
            ConnectionError: the connection ended first.
        """
        while True:
            frame = await self.hear()
            if frame is None:
                raise ConnectionError(f"ended before {beginning!r}")
            if frame.startswith(beginning):
                return frame

    async def connect(self, auth: str = "") -> str:
        """Connect to the default namespace; the frame that answers."""
        await self.hear_until("0")
        await self.say(f"40{auth}")
        return await self.hear_until("4")

    async def ended(self) -> None:
        """Wait until the server has closed, by an Engine.IO CLOSE or without."""
        while await self.hear() not in {None, "1"}:
            pass

    async def ended_in_silence(self) -> None:
        """Wait until the server has closed, without answering its pings."""
        while (await self.socket.receive(timeout=PATIENCE)).type is aiohttp.WSMsgType.TEXT:
            pass

    async def came_through(self) -> bool:
        """Whether the server took in all that was said; else it ended the connection before."""
        await self.socket.ping()
        while True:
            match (await self.socket.receive(timeout=PATIENCE)).type:
                case aiohttp.WSMsgType.PONG:
                    return True
                case aiohttp.WSMsgType.TEXT | aiohttp.WSMsgType.BINARY:
                    continue
                case _:
                    return False

    def vanish(self) -> None:
        """Drop the connection without a word."""
        self.transport.abort()


@asynccontextmanager
async def speaking(
    url: str, headers: dict[str, str] | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[RawClient]:
    """A WebSocket from `address` to the server at `url`, not yet connected to any namespace."""
    where = f"{url.rstrip('/')}/socket.io/?EIO=4&transport=websocket"
    connector = aiohttp.TCPConnector(local_addr=(address, 0))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(where, headers=headers, autoping=False) as socket,
    ):
        connection = socket._response.connection
        assert connection is not None
        assert isinstance(connection.transport, asyncio.Transport)
        yield RawClient(socket, connection.transport)
