"""Throws nonsense at a bot that trades: Socket.IO packets, Engine.IO frames, WebSocket bytes, HTTP requests.

python -m tests.fuzz_web --count 100000             a bot at a simulated Deriv; its latency with and without
python -m tests.fuzz_web --count 100000 --url URL   a bot that runs already
"""

import asyncio
import sys
from argparse import ArgumentParser
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from tests.benchmarks.latency import Watch, trading
from tests.echoing import polling
from tests.fault_matrix.desk import Desk
from tests.fuzz_packets import packet, request
from tests.raw_client import speaking
from tests.web_client import listening

_AT_A_TIME = 8
_TURNS = 5
_SPEED, _HURRY = 200, 40
"""Slow enough that a machine busy with other things keeps pace and deadlines."""
_QUIET_SEQUENCES = 15
_ADDRESSES = [f"127.0.1.{number}" for number in range(1, 101)]
"""Where it comes from: what one address may do is limited, and would hide most of what comes after."""
_FAULTS = (aiohttp.ClientError, OSError, TimeoutError, ValueError, UnicodeError)
"""How a server that ends our connection shows."""


async def fuzz(url: str, *, count: int, seed: int) -> None:
    """Send so many packets and requests to the bot at `url`."""
    left = count
    url = url.rstrip("/")

    async def go_on(chance: Random) -> None:
        nonlocal left
        while left > 0:
            several = min(left, chance.randrange(1, 20))
            left -= several
            with suppress(*_FAULTS):
                async with asyncio.timeout(5):
                    way = chance.choice([_over_websocket, _over_websocket, _polled, _raw_frames, _requests])
                    await way(url, several, chance, chance.choice(_ADDRESSES))

    await asyncio.gather(*(go_on(Random(f"{seed}/{number}")) for number in range(_AT_A_TIME)))  # noqa: S311 (no secret)


async def state(url: str) -> dict[str, Any]:
    """What a newcomer is told of the bot."""
    async with listening(url) as client:
        told: dict[str, Any] = (await client.named("state_snapshot")).payload
        return told


async def _over_websocket(url: str, several: int, chance: Random, address: str) -> None:
    async with speaking(url, address=address) as client:
        if chance.random() < 0.9:
            await client.say("40")
        for _ in range(several):
            await client.say(packet(chance))
        if chance.random() < 0.5:
            await client.hear()
            client.vanish()


async def _polled(url: str, several: int, chance: Random, address: str) -> None:
    async with polling(url, address) as poller:
        await poller.post("40")
        packets = [packet(chance) for _ in range(several)]
        texts = [one for one in packets if isinstance(one, str)]
        await poller.post("\x1e".join(texts) if chance.random() < 0.9 else chance.randbytes(100))
        await poller.poll()


async def _raw_frames(url: str, several: int, chance: Random, address: str) -> None:
    async with speaking(url, address=address) as client:
        await client.say("40")
        for _ in range(several):
            client.transport.write(bytes([chance.randrange(256)]) + chance.randbytes(chance.randrange(40)))
        await client.hear()


async def _requests(url: str, several: int, chance: Random, address: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    for _ in range(several):
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(address, 0))
        try:
            writer.write(request(chance))
            async with asyncio.timeout(0.5):
                await reader.read(65_536)
        except TimeoutError:
            pass  # it waits for the rest, as it should
        finally:
            writer.transport.abort()


async def _compared(count: int, seed: int) -> None:
    quiet: list[float] = []
    fuzzed: list[float] = []
    with TemporaryDirectory() as data_dir, redirect_stdout(StringIO()) as printed:
        async with trading(Path(data_dir), speed=_SPEED, hurry=_HURRY) as (bot, watch):
            await bot.play(())  # then it listens
            url = printed.getvalue().split("running at ")[1].split()[0]
            before = await state(url)
            # By turns, so that whatever else the machine does meets both alike.
            for turn in range(_TURNS):
                watch.samples.clear()
                for _ in range(_QUIET_SEQUENCES):
                    await bot.play(())
                quiet += _spent(watch)
                await _disturbed(bot, url, count // _TURNS, seed + turn)
                fuzzed += _spent(watch)
                sys.stderr.write(f"turn {turn + 1} of {_TURNS}: {len(quiet)} quiet, {len(fuzzed)} fuzzed\n")
            after = await state(url)
    assert after["settings"] == before["settings"], "the settings were changed"
    assert after["bot_status"]["status"] == "RUNNING", "the bot was stopped"
    for name, at in (("p50", 49), ("p99", 98)):
        one, other = quantiles(quiet, n=100)[at], quantiles(fuzzed, n=100)[at]
        sys.stdout.write(
            f"tick to purchase {name}: quiet {one:.2f} ms ({len(quiet)}), "
            f"fuzzed {other:.2f} ms ({len(fuzzed)}), "
            f"ratio {other / one:.2f}\n"
        )


async def _disturbed(bot: Desk, url: str, count: int, seed: int) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fuzz_web", "--url", url, "--count", str(count), "--seed", str(seed))
    )
    ended = asyncio.create_task(process.wait())
    while not ended.done():
        await bot.play(())
    assert await ended == 0


def _spent(watch: Watch) -> list[float]:
    spent = [(one["sent"] - one["received"]) * 1000 for one in watch.samples]
    watch.samples.clear()
    return spent


def main() -> None:
    """Fuzz a bot, ours or the one given."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url")
    given = parser.parse_args()
    if given.url:
        asyncio.run(fuzz(given.url, count=given.count, seed=given.seed))
    else:
        asyncio.run(_compared(given.count, given.seed))


if __name__ == "__main__":
    main()
