"""From a tick's frame to the frame that buys, on loopback. Run with `make bench`; prints, asserts nothing."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from abutre.adapters.core.engine import RustEngine, RustEngineFactory
from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.adapters.deriv.dial import WebSocket, dial
from abutre.adapters.deriv.link import Link
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.system.clock import SystemClock
from abutre.app.container import Container
from abutre.app.services.keeper import Keeper
from abutre.domain.effects import Buy, Effect
from abutre.domain.facts import Fact, TickSeen
from abutre.domain.records import Entry
from tests.fault_matrix.desk import desk

SEQUENCES = 150
SPEED = 400.0
PARTS = {
    "parse": ("received", "step"),
    "engine": ("step", "stepped"),
    "journal": ("stepped", "kept"),
    "ask for a quote": ("kept", "asked"),
    "wait for it": ("asked", "quoted"),
    "send the purchase": ("quoted", "sent"),
    "tick to purchase": ("received", "sent"),
}
"""Between which moments; waiting for the quote is mostly the simulator's work, in the same process."""


class Watch:
    """When the steps of one purchase happened; a purchase that no tick brought about is left out."""

    def __init__(self) -> None:
        self.samples: list[dict[str, float]] = []
        self._newest: dict[str, float] = {}
        self._sample: dict[str, float] | None = None

    def received(self, text: str | bytes) -> None:
        if '"msg_type":"tick"' in str(text):
            self._newest["received"] = perf_counter()
        elif '"msg_type":"proposal"' in str(text):
            self._newest["quoted"] = perf_counter()

    def stepped(self, fact: Fact, effects: Sequence[Effect], started: float) -> None:
        if effects and isinstance(effects[-1], Buy):
            by_tick = isinstance(fact, TickSeen)
            times = {"received": self._newest["received"], "step": started, "stepped": perf_counter()}
            self._sample = times if by_tick else None

    def note(self, moment: str) -> None:
        if self._sample is not None:
            self._sample.setdefault(moment, perf_counter())

    def sent(self, text: str) -> None:
        if '"proposal":' in text:
            self.note("asked")
        elif '"buy":' in text and self._sample is not None:
            self._sample |= {"quoted": self._newest["quoted"], "sent": perf_counter()}
            self.samples.append(self._sample)
            self._sample = None


class WatchedSocket:
    def __init__(self, socket: WebSocket, watch: Watch) -> None:
        self._socket = socket
        self._watch = watch
        self.abort = socket.abort

    async def send(self, text: str) -> None:
        await self._socket.send(text)
        self._watch.sent(text)

    async def receive(self) -> str | bytes:
        text = await self._socket.receive()
        self._watch.received(text)
        return text


class WatchedDeriv(Deriv):
    def __init__(self, container: Container, watch: Watch) -> None:
        config = container.config()
        super().__init__(container.deriv_access(), config.symbol, container.clock(), Random())  # noqa: S311 (it spreads attempts to reconnect)
        self._watch = watch

    async def _connect(self, url: str) -> Link:
        socket = WatchedSocket(await dial(url), self._watch)
        return Link(socket, budget=self._budget, clock=self._clock)


class WatchedEngine(RustEngine):
    def __init__(self, engine: RustEngine, watch: Watch) -> None:
        super().__init__(engine._session)
        self._watch = watch

    def step(self, fact: Fact) -> Sequence[Effect]:
        started = perf_counter()
        effects = super().step(fact)
        self._watch.stepped(fact, effects, started)
        return effects


class WatchedEngines(RustEngineFactory):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def fresh(self, **setup: Any) -> RustEngine:
        return WatchedEngine(super().fresh(**setup), self._watch)


class WatchedJournal(SqlJournal):
    def __init__(self, database: Database, watch: Watch) -> None:
        super().__init__(database=database)
        self._watch = watch

    async def commit(self, entry: Entry) -> None:
        await super().commit(entry)
        self._watch.note("kept")


async def measured(data_dir: Path) -> Watch:
    watch = Watch()

    def fit(container: Container) -> None:
        container.deriv.override(WatchedDeriv(container, watch))
        container.engines.override(WatchedEngines(watch))
        journal = WatchedJournal(container.database(), watch)
        container.keeper.override(Keeper(journal=journal, clock=SystemClock()))

    async with desk(data_dir, Generation.OPTIONS, seed=7, speed=SPEED, fit=fit) as bot:
        for _ in range(SEQUENCES):
            await bot.play(())
    return watch


def main() -> None:
    """Print one line for each part."""
    with TemporaryDirectory() as data_dir, redirect_stdout(sys.stderr):
        watch = asyncio.run(measured(Path(data_dir)))
    for part, (begins, ends) in PARTS.items():
        spent = quantiles(((one[ends] - one[begins]) * 1000 for one in watch.samples), n=100)
        print(f"{part:18} p50 {spent[49]:7.3f} ms   p99 {spent[98]:7.3f} ms")  # noqa: T201 (its job)


if __name__ == "__main__":
    main()
