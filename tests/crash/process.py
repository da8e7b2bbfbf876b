"""A real bot in a process of its own, forked from one that has imported everything: it starts at once."""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from dependency_injector import providers

from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.serve import serve

HURRY = 60.0
"""How many times as fast the bot's own waiting passes: 30 s of grace are half a second."""


class HurriedClock:
    """Port `Clock` on which waiting passes `HURRY` times as fast."""

    def __init__(self) -> None:
        self._began = time.time(), time.monotonic()

    def now(self) -> int:
        epoch, began = self._began
        return int(epoch + (time.monotonic() - began) * HURRY)

    def monotonic(self) -> float:
        return time.monotonic() * HURRY

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / HURRY)


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def started(data_dir: Path, port: int, environment: Mapping[str, str]) -> ForkServerProcess:
    """`abutre serve --demo` at `port`, with its state in `data_dir`, as `environment` tells it."""
    process = _FORKS.Process(target=_run, args=(data_dir, port, dict(environment)))
    process.start()
    return process


def _run(data_dir: Path, port: int, environment: Mapping[str, str]) -> None:
    # What it prints is of no interest, and a pipe that nobody reads would hold it up.
    silent = os.open(data_dir / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.environ.update(environment)
    Container.clock.override(providers.Object(HurriedClock()))
    asyncio.run(serve(Config(data_dir=data_dir, port=port, demo=True)))
