"""Many days through the real process as fast as it goes: memory, files, start-up, retention. `make soak`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, time

from abutre.adapters.web.wire_events import CandlePayload
from abutre.client import Client
from tests.bot_process import launch
from tests.crash.gauge import Sample, last_seq, sample, store_bytes

DAY = 86_400
MINUTE = 60
TICK_SECONDS = 2
EAGER = ("delay_threshold=2", "max_level=3", "max_drawdown=100")
STAY = 3
"""One day in so many is kept by the retention."""


def write_market(path: Path, start: int, days: int, *, ticks: bool) -> None:
    """A fair walk of V100, and a row more, which closes the last minute."""
    random = Random(days)  # noqa: S311 (a market)
    step = TICK_SECONDS if ticks else MINUTE
    price = 6_000_000
    with path.open("w") as file:
        file.write("epoch,quote\n" if ticks else "epoch,open,high,low,close\n")
        for epoch in range(start, start + days * DAY + 1, step):
            begin, price = price, price + random.randrange(-30, 31)
            prices = [price] if ticks else [begin, max(begin, price), min(begin, price), price]
            file.write(f"{epoch},{','.join(f'{one / 100:.2f}' for one in prices)}\n")


async def replayed(data_dir: Path, market: Path, start: int, days: int) -> list[Sample]:
    """What a bot uses after each day that it replays; a client follows it to the end."""
    for setting in EAGER:
        await said("settings", "set", setting, "--data-dir", str(data_dir))
    flags = ("serve", "--port", "0", "--data-dir", str(data_dir), "--log-level", "error")
    process = await launch([*flags, "--replay", str(market), "--speed", "0"])
    samples: list[Sample] = []
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().split()[-1]
        async with Client(url) as client:
            async for update in client.updates():
                if not isinstance(update.payload, CandlePayload):
                    continue
                day = (_epoch(update.payload.timestamp) + MINUTE - start) // DAY
                if day > len(samples):
                    samples.append(sample(process.pid, data_dir, told=client.last_seq or 0))
                if day >= days:
                    break
        process.terminate()
        await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    return samples


def _epoch(timestamp: str) -> int:
    return int(datetime.fromisoformat(timestamp).timestamp())


async def started(data_dir: Path) -> float:
    """Seconds from the command to the greeting, on the simulator; it is killed right then."""
    begun = perf_counter()
    async with AsyncExitStack() as stack:
        process = await launch(["serve", "--port", "0", "--data-dir", str(data_dir)])
        stack.push_async_callback(process.communicate)
        stack.callback(process.kill)
        assert process.stdout is not None
        assert await process.stdout.readline()
        return perf_counter() - begun


async def said(*arguments: str) -> str:
    """What a command prints, which must succeed."""
    process = await launch(arguments)
    out, err = await process.communicate()
    assert process.returncode == 0, (out + err).decode()
    return out.decode().strip()


async def soak(days: int, room: Path, *, ticks: bool = False) -> list[Sample]:
    """Everything, told on stdout."""
    data_dir, market = room / "data", room / "market.csv"
    data_dir.mkdir()
    # They end where the simulator, which is started afterwards, goes on.
    start = int(time()) // DAY * DAY - days * DAY
    write_market(market, start, days, ticks=ticks)
    began = perf_counter()
    samples = await replayed(data_dir, market, start, days)
    took = perf_counter() - began
    tell(f"{days} days replayed in {took:.0f} s, {last_seq(data_dir)} events")
    for day in sorted({1, days, *range(10, days, 10)}):
        tell(f"after day {day:3}: {samples[day - 1]}")
    grown = (samples[-1].store - samples[0].store) / max(days - 1, 1)
    tell(f"the database grew by {grown / 2**20:.2f} MiB a day")
    tell(f"start-up: {await started(data_dir):.2f} s; without a past {await started(room / 'fresh'):.2f} s")
    await let_go(data_dir, days // STAY)
    return samples


async def let_go(data_dir: Path, stay: int) -> None:
    """Prune, and see that the proof holds and the bot goes on, before and after."""
    place = ("--data-dir", str(data_dir))
    began = perf_counter()
    tell(f"verify: {await said('journal', 'verify', *place)}, in {perf_counter() - began:.1f} s")
    before = store_bytes(data_dir)
    tell(f"prune --keep {stay}d: {await said('prune', '--keep', f'{stay}d', *place)}")
    tell(f"the store had {before / 2**20:.1f} MiB and has {store_bytes(data_dir) / 2**20:.1f} MiB")
    tell(f"verify: {await said('journal', 'verify', *place)}")
    await started(data_dir)
    tell(f"after another start: {await said('journal', 'verify', *place)}")


def tell(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `python -m tests.crash.soak --days 90`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=90, help="simulated days, at least 3 [90]")
    parser.add_argument("--ticks", action="store_true", help="ticks, as live; not candles, which are faster")
    found = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="abutre-soak-") as room:
        asyncio.run(soak(found.days, Path(room), ticks=found.ticks))


if __name__ == "__main__":
    main()
