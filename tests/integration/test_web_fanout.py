"""Many clients and slow ones: one write a client, a bound for each, and nobody waits for another."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from aiohttp.abc import AbstractStreamWriter
from multidict import CIMultiDict

from abutre.adapters.web.frames import CLOSE, NOOP, text_frame
from abutre.adapters.web.outbox import BOUND_BYTES, Flusher, Outbox
from abutre.domain.events import AlertLevel, SystemAlert
from tests.echoing import polling
from tests.fakes.controls import EPOCH, FakeControls
from tests.raw_client import speaking
from tests.web_client import alert, listening, running_site

_ASK = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_CONNECT = b"\x81\x82\x00\x00\x00\x0040"


class Wire(asyncio.Transport):
    """Keeps what is written, and says that so much of it is still unsent."""

    def __init__(self, unsent: int = 0) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.unsent = unsent

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.unsent


class Drained(AbstractStreamWriter):
    """A writer with nothing to wait for; the outbox only drains it."""

    async def drain(self) -> None:
        return

    async def write(self, chunk: bytes | bytearray | memoryview) -> None:
        raise NotImplementedError

    async def write_eof(self, chunk: bytes = b"") -> None:
        raise NotImplementedError

    def enable_compression(self, encoding: str = "deflate", strategy: int | None = None) -> None:
        raise NotImplementedError

    def enable_chunking(self) -> None:
        raise NotImplementedError

    async def write_headers(self, status_line: str, headers: CIMultiDict[str]) -> None:
        raise NotImplementedError


def box(flusher: Flusher, wire: Wire, overflows: list[int]) -> Outbox:
    outbox = Outbox(flusher, lambda: overflows.append(len(wire.written)))
    outbox.write_to(wire, Drained())
    return outbox


async def test_a_burst_costs_each_client_one_write_in_order() -> None:
    wire = Wire()
    outbox = box(Flusher(), wire, [])
    frames = [text_frame(f"4{number}") for number in range(7)]
    for frame in frames:
        outbox.push(frame)
    await asyncio.sleep(0)

    assert wire.written == [b"".join(frame.wire for frame in frames)]


async def test_the_event_loop_turns_between_groups_of_clients() -> None:
    flusher = Flusher()
    wires = [Wire() for _ in range(100)]
    for wire in wires:
        box(flusher, wire, []).push(NOOP)
    told = []
    for _ in range(4):
        await asyncio.sleep(0)
        told.append(sum(1 for wire in wires if wire.written))

    assert told == [32, 64, 96, 100]


async def test_what_waits_is_bounded_together_with_what_is_unsent() -> None:
    overflows: list[int] = []
    outbox = box(Flusher(), Wire(unsent=BOUND_BYTES - 100), overflows)
    outbox.push(text_frame("4" + "x" * 80))
    assert overflows == []
    outbox.push(text_frame("4" + "x" * 80))

    assert overflows == [0]
    assert outbox.waiting_bytes <= BOUND_BYTES


async def test_one_event_above_the_bound_passes_when_it_is_alone() -> None:
    overflows: list[int] = []
    outbox = box(Flusher(), Wire(), overflows)
    outbox.push(text_frame("4" + "x" * 2 * BOUND_BYTES))
    assert overflows == []
    outbox.push(CLOSE)

    assert overflows == [0]


async def tell_much(controls: FakeControls, events: int, length: int = 2_000) -> None:
    await controls.tell(
        *(SystemAlert(level=AlertLevel.INFO, message="x" * length, epoch=EPOCH) for _ in range(events))
    )


@asynccontextmanager
async def silent_socket(url: str) -> AsyncIterator[asyncio.StreamReader]:
    """A connected client that reads nothing, answers nothing and agrees to nothing."""
    host, port = url.removeprefix("http://").split(":")
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    sock.settimeout(0)
    await asyncio.get_running_loop().sock_connect(sock, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=sock, limit=1_024)
    writer.write(_ASK.encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_CONNECT)
    await reader.readuntil(b"connection_ack")
    try:
        yield reader
    finally:
        writer.transport.abort()


async def test_a_client_that_stops_reading_is_cut_off_at_its_bound_and_delays_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    async with running_site() as (url, server, controls, _), listening(url) as bystander:
        await bystander.welcomed()
        async with silent_socket(url):
            slowest, most, told = 0.0, 0, 6
            _, slow = server._sockets.eio.sockets.values()  # in the order in which they came
            async with asyncio.timeout(5):  # as long as it is behind, it is waited for
                while slow not in server._sockets._live.values():  # noqa: ASYNC110 (there is no event for it)
                    await asyncio.sleep(0.01)
            while server.dropped_clients == 0 and told < 2_000:
                began = monotonic()
                await tell_much(controls, 10)
                told += 10
                await bystander.count(told)
                slowest = max(slowest, monotonic() - began)
                most = max(most, slow.outbox.waiting_bytes)
            await tell_much(controls, 10)
            await bystander.count(told + 10)

    assert server.dropped_clients == 1
    assert BOUND_BYTES // 2 < most <= BOUND_BYTES
    assert slowest < 1
    assert server.connected_clients == 0
    assert "it reads too slowly" in caplog.text
    assert [event.seq for event in bystander.told[6:]] == list(range(1, told + 5))


async def test_a_client_that_stops_polling_is_bounded_as_well() -> None:
    async with running_site() as (url, server, controls, _), polling(url) as poller:
        await poller.post("40")
        await poller.poll()
        (session,) = server._sockets.eio.sockets.values()
        while not session.closed:
            await tell_much(controls, 10)
            assert session.outbox.waiting_bytes <= BOUND_BYTES
        assert server.dropped_clients == 1
        assert (await poller.poll())[0] == 400


async def test_a_long_past_waits_for_a_slow_client_instead_of_cutting_it_off() -> None:
    async with running_site() as (url, server, controls, _):
        await tell_much(controls, 1_000)
        async with listening(url, auth={"last_seq": 0}, transports=["polling"]) as client:
            told = await client.count(1_001)

    assert [event.seq for event in told[1:]] == list(range(1, 1_001))
    assert server.dropped_clients == 0


@pytest.mark.parametrize("stuck", [False, True])
async def test_a_peer_that_ignores_the_close_is_cut(stuck: bool) -> None:  # noqa: FBT001 (a parameter)
    async with running_site() as (url, server, controls, _), silent_socket(url) as reader:
        if stuck:
            await tell_much(controls, 100)
        began = monotonic()
        await server.close()
        assert monotonic() - began < 2.5
        try:
            while await reader.read(65_536):
                pass
        except ConnectionError:
            pass
        assert monotonic() - began < 4


async def test_who_is_not_connected_or_was_refused_hears_no_event() -> None:
    async with running_site() as (url, _, controls, _), speaking(url) as silent, speaking(url) as refused:
        await silent.hear_until("0")
        await refused.hear_until("0")
        await refused.say('40{"last_seq":"x"}')
        assert (await refused.hear_until("4")).startswith("44")
        await controls.tell(alert(1))
        for client in (silent, refused):
            await client.say("40")
            assert (await client.hear_until("4")).startswith("40{")


async def test_a_number_that_json_does_not_have_is_sent_to_nobody() -> None:
    async with running_site() as (_, server, _, _):
        for number in (float("nan"), float("inf")):
            with pytest.raises(ValueError, match="JSON"):
                server._sockets.frame("balance_update", {"balance": number})
