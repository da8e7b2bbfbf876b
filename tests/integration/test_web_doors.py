"""Connections that only take up room: so many of one address and in total, and no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import aiohttp
import pytest

from abutre.adapters.web import address
from abutre.adapters.web.doors import Doors
from tests.web_client import running_site

MOST = 6


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "most_connections", lambda: MOST)


@asynccontextmanager
async def silent(url: str, address: str) -> AsyncIterator[asyncio.StreamReader]:
    """A connection from `address` that says nothing."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(url.rpartition(":")[2]), local_addr=(address, 0)
    )
    try:
        yield reader
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def served(url: str, address: str) -> bool:
    """Whether a request from `address` is answered."""
    connector = aiohttp.TCPConnector(local_addr=(address, 0))
    async with aiohttp.ClientSession(connector=connector) as session:
        try:
            return (await session.get(f"{url}/healthz")).status == 200
        except aiohttp.ClientError:
            return False


async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def turned_away(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(5):
        try:
            return await reader.read() == b""
        except ConnectionError:
            return True


async def test_one_address_has_half_of_the_room_and_another_goes_on() -> None:
    async with running_site() as (url, *_), AsyncExitStack() as open_ones:
        for _ in range(MOST // 2):
            await open_ones.enter_async_context(silent(url, "127.0.0.1"))
        assert await turned_away(await open_ones.enter_async_context(silent(url, "127.0.0.1")))
        assert await served(url, "127.0.0.2")


async def test_all_addresses_together_have_so_much_room_and_it_is_free_again() -> None:
    async with running_site() as (url, *_):
        async with AsyncExitStack() as open_ones:
            for number in range(MOST):
                await open_ones.enter_async_context(silent(url, f"127.0.0.{2 + number}"))
            assert not await served(url, "127.0.0.9")
        async with asyncio.timeout(5):
            while not await served(url, "127.0.0.9"):  # noqa: ASYNC110 (nobody tells when there is room)
                await asyncio.sleep(0.01)


async def test_a_trusted_proxy_brings_many_clients() -> None:
    with Doors("127.0.0.1", 0, most=4, is_proxy=lambda address: address == "127.0.0.1") as doors:
        server = await asyncio.start_server(hold, sock=doors)
        async with server, AsyncExitStack() as open_ones:
            url = f"http://127.0.0.1:{doors.getsockname()[1]}"
            readers = [await open_ones.enter_async_context(silent(url, "127.0.0.1")) for _ in range(5)]
            assert await turned_away(readers[4])
            assert not any(reader.at_eof() for reader in readers[:4])
