"""Many dashboards at one bot: delivery, CPU and memory. Run with `make bench-fanout`; asserts nothing.

Next to raw aiohttp WebSockets and stock python-socketio, each server in its own process, the dashboards here.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from tests.benchmarks.fanout_servers import BURST, SERVERS

CLIENTS = (50, 200, 1_000)
BURSTS = 20
_WARM_UP = 3
_ASK = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
_CONNECT = b"\x81\x82\x00\x00\x00\x0040"
_PONG = b"\x81\x81\x00\x00\x00\x003"


class Dashboards:
    """What all clients together have seen."""

    def __init__(self) -> None:
        self.connected = 0
        self.arrivals: list[float] = []
        self.changed = asyncio.Event()

    async def until(self, connected: int, arrivals: int) -> None:
        """Wait until so many are connected and so many events came in."""
        async with asyncio.timeout(60):
            while self.connected < connected or len(self.arrivals) < arrivals:
                self.changed.clear()
                await self.changed.wait()


class Dashboard(asyncio.Protocol):
    """One client: takes WebSocket frames apart, no more."""

    def __init__(self, all_of_them: Dashboards) -> None:
        self._all = all_of_them
        self._buffer = b""
        self._shaken = False
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._transport.write(_ASK)

    def data_received(self, data: bytes) -> None:
        now = perf_counter()
        data = self._buffer + data
        at = 0
        if not self._shaken:
            at = data.find(b"\r\n\r\n") + 4
            self._shaken = at > 3
            at = at if self._shaken else len(data)
        while len(data) >= at + 4:
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4]), 4
            if len(data) < at + head + size:
                break
            self._heard(data[at + head : at + head + 2], now)
            at += head + size
        if data[at:] == b"\x81\x012":
            self._heard(b"2", now)
            at = len(data)
        self._buffer = data[at:]
        self._all.changed.set()

    def _heard(self, kind: bytes, now: float) -> None:
        if kind == b"42":
            self._all.arrivals.append(now)
        elif kind.startswith(b"0"):
            self._transport.write(_CONNECT)
        elif kind == b"40":
            self._all.connected += 1
        elif kind.startswith(b"2"):
            self._transport.write(_PONG)


@dataclass
class Figures:
    """One server with one number of clients: seconds, and bytes per client."""

    latencies: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    memory: float = 0.0

    def row(self) -> dict[str, float]:
        """In the units that are printed."""
        cuts = quantiles(self.latencies, n=100)
        return {
            "p50 ms": cuts[49] * 1e3,
            "p95 ms": cuts[94] * 1e3,
            "p99 ms": cuts[98] * 1e3,
            "max ms": max(self.latencies) * 1e3,
            "CPU µs": median(self.cpu) * 1e6,
            "lag ms": median(self.lags) * 1e3,
            "kB/client": self.memory / 1e3,
        }


async def measured(kind: str, clients: int) -> Figures:
    """Bursts to so many clients of one server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.fanout_servers", kind, stdin=PIPE, stdout=PIPE
    )
    figures = Figures()
    seen = Dashboards()
    port = await _told(process)
    empty = _resident(process.pid)
    transports = []
    for number in range(clients):
        transport, _ = await asyncio.get_running_loop().create_connection(
            lambda: Dashboard(seen), "127.0.0.1", port
        )
        transports.append(transport)
        await seen.until(number + 1, 0)
    await asyncio.sleep(0.5)  # what is still told to newcomers
    for number in range(_WARM_UP + BURSTS):
        seen.arrivals.clear()
        before = await _told(process, b"burst\n")
        await seen.until(clients, clients * len(BURST))
        after = await _told(process, b"cpu\n")
        if number >= _WARM_UP:
            figures.latencies += [arrival - before["at"] for arrival in seen.arrivals]
            figures.cpu.append((after["cpu"] - before["cpu"]) / len(seen.arrivals))
            figures.lags.append(after["lag"])
        await asyncio.sleep(0.05)
    figures.memory = (_resident(process.pid) - empty) / clients
    for transport in transports:
        transport.abort()
    process.terminate()
    await process.wait()
    return figures


async def _told(process: Process, order: bytes = b"") -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(order)
    return json.loads(await process.stdout.readline())


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4_096


async def main() -> None:
    """Print the figures of every server, and ours as a ratio to each of the others."""
    for clients in CLIENTS:
        rows = {kind: (await measured(kind, clients)).row() for kind in SERVERS}
        rows |= {
            f"ours / {kind}": {name: rows["ours"][name] / value for name, value in rows[kind].items()}
            for kind in ("raw", "stock")
        }
        sys.stdout.write(f"{clients} clients, {BURSTS} bursts of {len(BURST)} events\n")
        for name, row in rows.items():
            told = "  ".join(f"{unit} {value:8.2f}" for unit, value in row.items())
            sys.stdout.write(f"  {name:13} {told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
