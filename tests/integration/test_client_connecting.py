"""Connections of the Python client that break, come late, or are given up while they are made."""

import asyncio
from typing import Any

import pytest
from socketio import AsyncClient

from abutre.client import Client, connecting
from abutre.domain.errors import UserError
from tests.cut_line import CutLine
from tests.integration.test_client import numbered
from tests.web_client import alert, running_site


async def test_whoever_gives_up_while_connecting_leaves_nothing_open() -> None:
    asked = asyncio.Event()

    async def never_answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(never_answers, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = Client(f"http://127.0.0.1:{port}")
        entering = asyncio.create_task(client.__aenter__())
        await asked.wait()
        session = client._socket.eio.http
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)
        assert session is not None
        assert session.closed


@pytest.mark.parametrize("turns", range(1, 12))
async def test_whoever_gives_up_while_leaving_leaves_nothing_open(turns: int) -> None:
    async with running_site() as (url, *_):
        client = Client(url)
        await client.__aenter__()
        session = client._socket.eio.http
        leaving = asyncio.create_task(client.__aexit__(None, None, None))
        for _ in range(turns):
            await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        assert session is not None
        assert session.closed


BROKEN = {
    "it breaks off": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0{",
    "it is empty": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "it is no Engine.IO": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "it says nothing of the session": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n0{}",
    "it refuses in broken JSON": b"HTTP/1.1 503 N\r\nContent-Type: application/json\r\n\r\n{",
    "it is no HTTP": b"hello\r\n\r\n",
}


class BrokenLine(CutLine):
    """A line on which `answers` come first, instead of the server's."""

    answers: list[bytes]

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.answers:
            return await super()._pass_on(reader, writer)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self.answers.pop())
        writer.close()
        return await writer.wait_closed()


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
async def test_a_broken_answer_is_said_plainly_and_does_not_keep_a_client_from_coming_back(
    answer: bytes,
) -> None:
    async with running_site() as (url, _, controls, _), BrokenLine(int(url.rpartition(":")[2])) as line:
        line.answers = [answer]
        with pytest.raises(UserError, match="cannot be followed"):
            await Client(f"http://127.0.0.1:{line.port}").__aenter__()
        async with Client(f"http://127.0.0.1:{line.port}") as bot:
            line.answers = [answer]
            line.cut()
            await bot._is_lost.wait()
            await bot.start()
            assert not line.answers
    assert [command.verb for command in controls.commands] == ["start"]


class FirstAnswer(CutLine):
    """A line on which the first answer to a CONNECT comes late, or never because it breaks then."""

    def __init__(self, server_port: int, *, seconds: float | None) -> None:
        super().__init__(server_port)
        self._seconds = seconds
        self.is_first = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while heard := await reader.read(65_536):
            if self.is_first and b"40{" in heard:
                self.is_first = False
                if self._seconds is None:
                    return writer.transport.abort()
                await asyncio.sleep(self._seconds)
            writer.write(heard)
        return None


async def test_a_bot_that_is_slow_to_answer_is_waited_for() -> None:
    library = 1.0  # seconds that python-socketio gives a server, unless told otherwise
    async with (
        running_site() as (url, *_),
        FirstAnswer(int(url.rpartition(":")[2]), seconds=1.3 * library) as line,
        Client(f"http://127.0.0.1:{line.port}") as bot,
    ):
        await numbered(bot, 1)
        assert not line.is_first


async def test_a_line_that_breaks_before_the_answer_is_not_waited_for() -> None:
    async with running_site() as (url, *_), FirstAnswer(int(url.rpartition(":")[2]), seconds=None) as line:
        with pytest.raises(UserError, match="broke"):
            async with asyncio.timeout(connecting.ANSWER_SECONDS / 2):
                await Client(f"http://127.0.0.1:{line.port}").__aenter__()
        assert not line.is_first


async def test_a_bot_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "ANSWER_SECONDS", 0.3)
    async with running_site() as (url, *_), FirstAnswer(int(url.rpartition(":")[2]), seconds=1.0) as line:
        with pytest.raises(UserError, match="did not answer within"):
            await Client(f"http://127.0.0.1:{line.port}").__aenter__()
        assert not line.is_first


async def test_nothing_of_a_connection_that_broke_outlives_the_next() -> None:
    async with (
        running_site() as (url, *_),
        CutLine(int(url.rpartition(":")[2])) as line,
        Client(f"http://127.0.0.1:{line.port}") as bot,
    ):
        await numbered(bot, 1)
        first = bot._socket.eio
        line.cut()
        await bot._is_lost.wait()
        await bot.start()
        assert bot._socket.eio is not first
        loops = [loop for loop in (first.read_loop_task, first.write_loop_task) if loop is not None]
        assert all(loop.done() for loop in loops)
        assert first.ws is not None
        assert first.ws._response.connection is None


async def test_a_connection_that_breaks_while_it_is_made_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running_site() as (url, _, controls, _), Client(url) as bot:
        await numbered(bot, 1)
        connect, broken = AsyncClient.connect, asyncio.Event()

        async def breaks_once(socket: AsyncClient, *arguments: Any, **named: Any) -> None:
            await connect(socket, *arguments, **named)
            if not broken.is_set():
                # As when the server dies just before the library notes that it is connected.
                socket.connected = False
                await socket.eio.disconnect(abort=True)
                socket.connected = True
                broken.set()

        monkeypatch.setattr(AsyncClient, "connect", breaks_once)
        await bot._socket.disconnect()
        await broken.wait()
        await controls.tell(alert(1))
        update = (await numbered(bot, 1))[0]
    assert update.name == "system_alert"


async def test_whoever_leaves_in_the_moment_in_which_it_is_back_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running_site() as (url, *_):
        client = Client(url)
        await client.__aenter__()
        keeper = client._keeper
        assert keeper is not None
        come_in = AsyncClient._handle_connect  # type: ignore[attr-defined]  # there are no stubs of it

        async def leave(socket: AsyncClient, *arguments: Any) -> None:
            await come_in(socket, *arguments)
            keeper.cancel()

        monkeypatch.setattr(AsyncClient, "_handle_connect", leave)
        await client._socket.disconnect()
        await asyncio.wait({keeper}, timeout=10)
        assert keeper.cancelled()
        await client.__aexit__(None, None, None)
