"""Kills a bot again and again while it trades, and holds what is left against what the simulator knows."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from abutre.adapters.store.database import Database
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.client import Client, Update
from abutre.domain.errors import UserError
from abutre.domain.settings import Settings
from abutre.simulator.clock import SimulatorClock
from abutre.simulator.exchange import Exchange
from abutre.simulator.faults import Fault
from abutre.simulator.launch import accounts, exports
from abutre.simulator.market import Market
from abutre.simulator.server import Simulator
from tests.crash.process import started
from tests.fault_matrix.market import RestlessTicks

START = 1_800_000_000
PAST = 130 * 60
SPEED = 600.0
"""Market seconds per second: a contract runs a tenth of a second."""
LONGEST_LIFE = 1.2
"""Seconds a bot may live before it is killed; it is up after about a third of one."""
PATIENCE = 60.0
LAST_TRADES = 20
LOST = 0.3
"""How often a purchase gets lost on the way."""
LOST_KINDS: tuple[Literal["a", "b", "c", "d", "e"], ...] = ("a", "b", "c", "d", "e")
SETTINGS = Settings(delay_threshold=2, max_level=3, max_drawdown_bp=10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """What is left of many bots.

    Attributes:
        exchange: what the simulator knows.
        seen: every numbered update that the client got, in order.
    """

    exchange: Exchange
    seen: list[Update]


async def kill_many(data_dir: Path, *, kills: int, seed: int) -> Killed:
    """Start and kill a bot `kills` times at instants drawn from `seed`, with purchases that get lost.

    One more bot then trades a while undisturbed, and stops when it is asked to.
    """
    random = Random(seed)  # noqa: S311 (instants to kill at)
    clock = SimulatorClock(SPEED, START)
    ticks = RestlessTicks(start=START - PAST, seed=seed)
    market = Market(seed=seed, start=START, recorded={"R_100": ticks}, symbols=["R_100"])
    exchange = Exchange(market=market, accounts=accounts(), clock_now=clock.now)
    simulator = Simulator(exchange=exchange, clock=clock, seed=seed)
    endpoints = await simulator.start()
    life = Life(data_dir, _free_port(), exports(endpoints)["options" if seed % 2 else "legacy"])
    try:
        async with Database(data_dir) as database:
            await SqlSettingsRepository(database=database).store(SETTINGS, stored_at=START)
        for _ in range(kills):
            if random.random() < LOST:
                simulator.arm(_lost_buy(random))
            await life.cut_short(random.uniform(0, LONGEST_LIFE))
        simulator._hub.house.armed.clear()
        await life.whole()
    finally:
        await simulator.stop()
    return Killed(exchange=exchange, seen=life.seen)


class Life:
    """One life after another of a bot, and a client that follows all of them.

    Attributes:
        seen: every numbered update that the client got, in order.
    """

    def __init__(self, data_dir: Path, port: int, environment: Mapping[str, str]) -> None:
        self.seen: list[Update] = []
        self._data_dir = data_dir
        self._port = port
        self._environment = environment

    async def cut_short(self, seconds: float) -> None:
        """A life that is killed after `seconds`."""
        bot = started(self._data_dir, self._port, self._environment)
        async with self._following():
            await asyncio.sleep(seconds)
            bot.kill()
            await asyncio.to_thread(bot.join)
        assert bot.exitcode == -signal.SIGKILL, self._said()

    async def whole(self) -> None:
        """A life of `LAST_TRADES` trades that ends as it should."""
        bot = started(self._data_dir, self._port, self._environment)
        async with self._following(), asyncio.timeout(PATIENCE):
            trades = 0
            while trades < LAST_TRADES:
                seen = len(self.seen)
                await asyncio.sleep(0.1)
                trades += sum(update.name == "trade_closed" for update in self.seen[seen:])
            bot.terminate()
            await asyncio.to_thread(bot.join)
        assert bot.exitcode == 0, self._said()

    @asynccontextmanager
    async def _following(self) -> AsyncIterator[None]:
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def _follow(self) -> None:
        last_seq = self.seen[-1].seq if self.seen else None
        client = Client(f"http://127.0.0.1:{self._port}", last_seq=last_seq)
        while True:
            with suppress(UserError):
                async with client:
                    async for update in client.updates():
                        if update.seq is not None:
                            self.seen.append(update)
            await asyncio.sleep(0.02)

    def _said(self) -> str:
        return (self._data_dir / "output.txt").read_text()[-3000:]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _lost_buy(random: Random) -> Fault:
    return Fault(fault="lost_buy", lost=random.choice(LOST_KINDS), seconds=random.uniform(1, 200))
