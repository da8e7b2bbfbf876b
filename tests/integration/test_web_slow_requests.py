"""Requests that take their time, or more room than any needs."""

import asyncio

import pytest
from aiohttp import ClientSession

from abutre.adapters.web import gate, site
from tests.web_client import listening, running_site


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(10):
        return await reader.read()


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "], ids=["silent", "slow"])
async def test_who_never_ends_a_request_is_shed(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "IDLE_SECONDS", 0.3)
    async with running_site() as (url, *_), listening(url) as other:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head)
        assert await until_closed(reader) == b""
        writer.close()
        assert await other.client.call("request_state") == {"ok": True}


@pytest.mark.parametrize("path", ["/login", "/socket.io/?EIO=4&transport=polling&sid={sid}"])
async def test_a_body_that_never_ends_is_not_waited_for(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.3)
    async with running_site() as (url, *_), ClientSession() as session:
        handshake = await (await session.get(f"{url}/socket.io/?EIO=4&transport=polling")).text()
        sid = handshake.partition('"sid":"')[2].partition('"')[0]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        request = f"POST {path.format(sid=sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n4"
        writer.write(request.encode())
        async with asyncio.timeout(10):
            assert (await reader.readline()).startswith(b"HTTP/1.1 ")
        writer.close()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 9_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 100 + b"\r\n",
    ],
    ids=["url", "header", "headers"],
)
async def test_an_oversized_head_is_refused(head: bytes) -> None:
    async with running_site() as (url, *_):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head)
        async with asyncio.timeout(10):
            assert b" 400 " in await reader.readline()
        writer.close()
