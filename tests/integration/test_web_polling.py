"""Long polling: what a request holds, in what pieces it comes, and clients that speak nonsense or leave."""

import asyncio
import json
import logging

import aiohttp
import pytest

from tests.echoing import polling
from tests.web_client import alert, listening, running_site


async def polled(session: aiohttp.ClientSession, url: str) -> tuple[str, list[str]]:
    """A connected polling session's address, and its first frames."""
    where = f"{url}/socket.io/?EIO=4&transport=polling"
    opened = json.loads((await (await session.get(where)).text()).removeprefix("0"))
    mine = f"{where}&sid={opened['sid']}"
    await session.post(mine, data="40")
    frames = (await (await session.get(mine)).text()).split("\x1e")
    return mine, frames


async def test_a_polling_response_holds_at_most_sixteen_packets() -> None:
    async with running_site() as (url, _, controls, _), aiohttp.ClientSession() as session:
        mine, frames = await polled(session, url)
        while not any('"position_update"' in frame for frame in frames):
            frames += (await (await session.get(mine)).text()).split("\x1e")
        await controls.tell(*(alert(number) for number in range(1, 41)))
        responses = [(await (await session.get(mine)).text()).split("\x1e") for _ in range(3)]

    assert [len(response) for response in responses] == [16, 16, 8]
    assert [
        json.loads(frame.removeprefix("42"))[2]["seq"] for response in responses for frame in response
    ] == [*range(1, 41)]


async def test_a_polling_request_may_arrive_in_pieces() -> None:
    async with running_site() as (url, _, controls, _), aiohttp.ClientSession() as session:
        mine, _ = await polled(session, url)
        body = b'421["bot_command",{"command":"start"}]'
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        path = mine.removeprefix(url)
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
        for piece in (head.encode(), body[:10], body[10:20], body[20:]):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.02)  # else the kernel joins the pieces again
        status = await reader.readline()
        writer.close()

        assert status == b"HTTP/1.1 200 OK\r\n"
        assert len(controls.commands) == 1


@pytest.mark.parametrize(
    "body",
    [b"9", b"x", b"0", b"4" + b"[" * 100_000, b"\xff", b"b!", b"4x", b"42[1]", b"40\x1e" * 16 + b"40", b"40"],
    ids=range(10),
)
async def test_a_malformed_polling_request_ends_its_session_at_most(
    body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_site() as (url, *_), listening(url) as bystander, aiohttp.ClientSession() as session:
        mine, _ = await polled(session, url)
        posted = await session.post(mine, data=body)

        assert posted.status in {200, 400}
        assert await bystander.client.call("request_state") == {"ok": True}
        assert "Traceback" not in caplog.text


async def test_a_poll_ends_when_its_client_closes() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        mine, frames = await polled(session, url)
        while not any('"position_update"' in frame for frame in frames):
            frames += (await (await session.get(mine)).text()).split("\x1e")
        waiting = asyncio.create_task(session.get(mine))
        await asyncio.sleep(0.05)  # the poll has to be there first
        await session.post(mine, data="1")
        answer = await asyncio.wait_for(waiting, 2)

        assert await answer.text() == "6"


async def test_packets_after_a_close_in_one_request_leave_nothing_behind() -> None:
    async with running_site() as (url, server, *_), aiohttp.ClientSession() as session:
        where = f"{url}/socket.io/?EIO=4&transport=polling"
        opened = json.loads((await (await session.get(where)).text()).removeprefix("0"))
        await session.post(f"{where}&sid={opened['sid']}", data="1\x1e40")

        assert server._sockets.manager.rooms == {}


async def test_a_command_whose_sender_leaves_at_once_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    async with running_site() as (url, server, *_), polling(url) as poller:
        await poller.post("40")
        for number in range(20):
            await poller.post(f'42{number}["request_state"]\x1e41\x1e40')
        while server.connected_clients:
            await poller.post("41")
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
