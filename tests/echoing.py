"""The protocol server on a free port, and a client that polls it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp
from aiohttp import web

from tests.protocol_server import application


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The URL of an application on loopback."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def echoing(*, engine_only: bool = False) -> AsyncIterator[str]:
    """The URL of the protocol server; its pings come every 300 ms and wait 200 ms."""
    async with serving(application("/socket.io/", engine_only=engine_only)) as url:
        yield url


class Poller:
    """A session over long-polling."""

    def __init__(self, session: aiohttp.ClientSession, where: str, opened: dict[str, Any]) -> None:
        self.opened = opened
        self.where = f"{where}&sid={opened['sid']}"
        self._session = session

    async def poll(self) -> tuple[int, str]:
        async with self._session.get(self.where) as answer:
            return answer.status, await answer.text()

    async def post(self, body: str | bytes) -> tuple[int, str]:
        async with self._session.post(self.where, data=body) as answer:
            return answer.status, await answer.text()

    @asynccontextmanager
    async def upgrade(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """A WebSocket for the same session, not yet probed."""
        where = self.where.replace("transport=polling", "transport=websocket")
        async with self._session.ws_connect(where) as socket:
            yield socket


@asynccontextmanager
async def polling(url: str, address: str = "127.0.0.1") -> AsyncIterator[Poller]:
    """An open session over long-polling, from `address`."""
    where = f"{url}/socket.io/?EIO=4&transport=polling"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(address, 0))) as session:
        async with session.get(where) as answer:
            opened = json.loads((await answer.text()).removeprefix("0"))
        yield Poller(session, where, opened)


class Refusal(NamedTuple):
    """How the endpoint turned a request away."""

    status: int
    code: int
    message: str


async def refused(url: str, query: str, method: str = "GET", **headers: str) -> Refusal:
    """The refusal of one request."""
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, f"{url}/socket.io/?{query}") as answer,
    ):
        told = await answer.json()
        return Refusal(answer.status, told["code"], told["message"])
