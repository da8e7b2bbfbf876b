"""What nonsense from the network costs the one who trades: from a tick to its purchase, quiet and under fuzz.

python -m tests.benchmarks.fuzz --count 100000      prints, asserts only that nobody steered the bot

Simulator, bot and fuzz are a process each. Times are taken where Deriv stands: from when a tick leaves the
simulator until the purchase that it brings about is there, so what waits unread at the bot counts as well.

The market is 120 times as fast as a real one, a candle each half second and a tick each 17 ms: some hundred
purchases in minutes, and yet the bot, left alone, has nothing to do for nineteen twentieths of the time. At
600 times the market alone nearly fills it, and what is measured is a queue.
"""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from os import environ
from pathlib import Path
from statistics import quantiles
from subprocess import DEVNULL, PIPE
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import aiohttp

from abutre.simulator.exchange import Exchange
from abutre.simulator.happenings import ContractChanged, Happening, TickHappened
from abutre.simulator.launch import exports
from abutre.simulator.server import Endpoints
from tests.bot_process import abutre
from tests.fault_matrix.desk import running_exchange
from tests.fuzz_web import state

_SPEED = 120.0
_TURNS = 3
"""Fuzz and quiet by turns, so that whatever else the machine does meets both alike."""
_SECONDS = 130.0
"""Length of a turn's fuzz, at least; its quiet is as long."""
_PAUSE = 12.0
"""Seconds after which the last vanished client has been missed."""

Span = tuple[float, float]


class Contract(NamedTuple):
    """A sequence's first purchase; `decided` is the epoch of what brought it about, mostly a tick."""

    contract_id: int
    decided: int


class Watch:
    """When ticks were told and contracts bought, at the simulator."""

    def __init__(self, exchange: Exchange) -> None:
        self.told: dict[int, float] = {}
        self.bought: dict[int, float] = {}
        advance, drain = exchange.advance, exchange.drain
        exchange.advance = lambda to: self._seen(advance(to))  # type: ignore[method-assign]  # it only looks on
        exchange.drain = lambda: self._seen(drain())  # type: ignore[method-assign]  # as above

    def _seen(self, happened: list[Happening]) -> list[Happening]:
        for one in happened:
            if isinstance(one, TickHappened):
                self.told[one.tick.epoch] = perf_counter()
            elif isinstance(one, ContractChanged):  # which begins with its purchase
                self.bought.setdefault(one.contract.contract_id, perf_counter())
        return happened

    def spent(self, contracts: Sequence[Contract], spans: Sequence[Span]) -> list[float]:
        """From tick to purchase, ms, of those that a tick brought about in `spans`."""
        return [
            (self.bought[one.contract_id] - told) * 1000
            for one in contracts
            if (told := self.told.get(one.decided)) is not None
            and any(begin <= told < end for begin, end in spans)
        ]


async def contracts(url: str) -> list[Contract]:
    """The first purchases of all sequences; the bot says so itself."""
    found: list[Contract] = []
    query = {"limit": "1000"}
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}/api/contracts", params=query) as answer:
                page = await answer.json()
            for row in page["items"]:
                if row["level"] == 1 and row["book"] == "ACCOUNT":
                    decided = datetime.fromisoformat(row["sent_time"]).timestamp()
                    found.append(Contract(row["contract_id"], int(decided)))
            if page["cursor"] is None:
                return found
            query["cursor"] = page["cursor"]


@asynccontextmanager
async def bot(endpoints: Endpoints, data_dir: Path) -> AsyncIterator[str]:
    """A bot that trades there; its URL. At the end it stops, and has met no fault."""
    await abutre("settings", "set", "delay_threshold=2", "max_level=2", "--data-dir", str(data_dir))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.fuzzed_bot", str(data_dir), str(_SPEED)),
        stdout=PIPE,
        stderr=DEVNULL,
        env={**environ, **exports(endpoints)["options"]},
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().removeprefix("Abutre is running at ").rstrip("/\n")
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in (data_dir / "abutre.log").read_text()


async def disturbed(url: str, count: int, seed: int) -> tuple[int, Span]:
    """Fuzz it; what was delivered, and when."""
    # An attacker has a machine of its own; here it gets what bot and simulator leave.
    process = await asyncio.create_subprocess_exec(
        *("nice", "-n", "10", sys.executable, "-m", "tests.fuzz_web", "--url", url),
        *("--count", str(count), "--seconds", str(_SECONDS), "--seed", str(seed)),
        stdout=PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    begin = perf_counter()
    delivered = int(await process.stdout.readline())
    end = perf_counter()
    assert await process.wait() == 0
    return delivered, (begin, end)


async def compared(count: int, seed: int) -> None:
    """Print a line for quiet and fuzz each, and the ratio."""
    delivered = 0
    fuzzed: list[Span] = []
    quiet: list[Span] = []
    with TemporaryDirectory() as data_dir:
        async with running_exchange(seed, _SPEED) as (exchange, _, endpoints):
            watch = Watch(exchange)
            async with bot(endpoints, Path(data_dir)) as url:
                before = await state(url)
                for turn in range(_TURNS):
                    more, (begin, end) = await disturbed(url, -(-count // _TURNS), seed + turn)
                    delivered += more
                    fuzzed.append((begin, end))
                    await asyncio.sleep(_PAUSE)
                    quiet.append((perf_counter(), perf_counter() + end - begin))
                    await asyncio.sleep(end - begin)
                    sys.stderr.write(f"turn {turn + 1} of {_TURNS}: {delivered} delivered\n")
                after = await state(url)
                bought = await contracts(url)
    assert after["settings"] == before["settings"], "the settings were changed"
    assert after["bot_status"]["status"] == "RUNNING", "the bot was stopped"
    one, other = (watch.spent(bought, spans) for spans in (quiet, fuzzed))
    report(delivered, sum(end - begin for begin, end in fuzzed), one, other)


def report(delivered: int, seconds: float, quiet: Sequence[float], fuzzed: Sequence[float]) -> None:
    """Print what was measured, times in ms."""
    lines = [f"{delivered} delivered in {seconds:.0f} s; tick to purchase:"]
    spread = [(sorted(spent), quantiles(spent, n=100, method="inclusive")) for spent in (quiet, fuzzed)]
    lines += [
        f"{name:6} {len(spent):5} purchases   "
        f"p50 {cuts[49]:6.1f} ms   p99 {cuts[98]:6.1f} ms   max {spent[-1]:6.1f} ms"
        for name, (spent, cuts) in zip(("quiet", "fuzzed"), spread, strict=True)
    ]
    (_, calm), (_, busy) = spread
    lines.append(f"ratio  p50 {busy[49] / calm[49]:.2f}   p99 {busy[98] / calm[98]:.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> None:
    """Compare."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(compared(given.count, given.seed))


if __name__ == "__main__":
    main()
