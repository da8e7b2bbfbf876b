"""Throws nonsense at a bot: Socket.IO packets, Engine.IO frames, WebSocket bytes, HTTP requests.

python -m tests.fuzz_web --url URL --count 100000     a bot that runs; `tests.benchmarks.fuzz` starts one
"""

import asyncio
import time
from argparse import ArgumentParser
from contextlib import suppress
from random import Random
from typing import Any

import aiohttp

from tests.echoing import polling
from tests.fuzz_packets import packet, request
from tests.raw_client import speaking
from tests.web_client import listening

_AT_A_TIME = 8
_ADDRESSES = [f"127.0.1.{number}" for number in range(1, 101)]
"""Where it comes from: what one address may do is limited, and would hide most of what comes after."""
_FAULTS = (aiohttp.ClientError, OSError, TimeoutError, ValueError, UnicodeError)
"""How a server that ends our connection shows."""


class _Tally:
    """What was delivered: what the bot took in for certain, and one for each connection that it ended."""

    def __init__(self) -> None:
        self.delivered = 0


async def fuzz(url: str, *, count: int, seed: int, seconds: float = 0.0) -> int:
    """Deliver at least so many packets and requests to the bot at `url`, for at least so long; how many."""
    tally = _Tally()
    url = url.rstrip("/")
    end = time.monotonic() + seconds

    async def go_on(chance: Random) -> None:
        while tally.delivered < count or time.monotonic() < end:
            way = chance.choice([_over_websocket, _over_websocket, _polled, _raw_frames, _requests])
            with suppress(*_FAULTS):
                async with asyncio.timeout(5):
                    await way(url, tally, chance, chance.choice(_ADDRESSES))

    await asyncio.gather(*(go_on(Random(f"{seed}/{number}")) for number in range(_AT_A_TIME)))  # noqa: S311 (no secret)
    return tally.delivered


async def state(url: str) -> dict[str, Any]:
    """What a newcomer is told of the bot."""
    async with listening(url) as client:
        told: dict[str, Any] = (await client.named("state_snapshot")).payload
        return told


async def _over_websocket(url: str, tally: _Tally, chance: Random, address: str) -> None:
    several = chance.randrange(1, 20)
    async with speaking(url, address=address) as client:
        if chance.random() < 0.9:
            await client.say("40")
        tally.delivered += 1  # the first is met by an open connection; it may fall for it
        for _ in range(several):
            await client.say(packet(chance))
        if chance.random() < 0.1:
            client.vanish()
        elif await client.came_through():
            tally.delivered += several - 1


async def _polled(url: str, tally: _Tally, chance: Random, address: str) -> None:
    async with polling(url, address) as poller:
        await poller.post("40")
        packets = [packet(chance) for _ in range(chance.randrange(1, 20))]
        texts = [one for one in packets if isinstance(one, str)]
        is_text = chance.random() < 0.9
        status, _ = await poller.post("\x1e".join(texts) if is_text else chance.randbytes(100))
        tally.delivered += len(texts) if is_text and status == 200 else 1
        await poller.poll()


async def _raw_frames(url: str, tally: _Tally, chance: Random, address: str) -> None:
    async with speaking(url, address=address) as client:
        await client.say("40")
        frames = (
            bytes([chance.randrange(256)]) + chance.randbytes(chance.randrange(40))
            for _ in range(chance.randrange(1, 20))
        )
        client.transport.write(b"".join(frames))
        tally.delivered += 1
        await client.hear()


async def _requests(url: str, tally: _Tally, chance: Random, address: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    for _ in range(chance.randrange(1, 20)):
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(address, 0))
        try:
            writer.write(request(chance))
            tally.delivered += 1
            async with asyncio.timeout(0.5):
                await reader.read(65_536)
        except TimeoutError:
            pass  # it waits for the rest, as it should
        finally:
            writer.transport.abort()


def main() -> None:
    """Fuzz the bot that is given; say on stdout when it begins and what was delivered."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("begins", flush=True)  # noqa: T201 (its job)
    print(asyncio.run(fuzz(given.url, count=given.count, seed=given.seed, seconds=given.seconds)))  # noqa: T201 (its job)


if __name__ == "__main__":
    main()
