"""A real bot in a process of its own, forked from one that has imported everything: it starts at once."""

import asyncio
import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from dependency_injector import providers

from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.serve import serve
from abutre.domain.errors import UserError
from tests.crash.planted import Bug, plant

HURRY = 20.0
"""How many times as fast the bot's own waiting passes: 30 s of grace are one and a half."""


class HurriedClock:
    """Port `Clock` on which waiting passes `HURRY` times as fast."""

    def __init__(self) -> None:
        self._began = time.time(), time.monotonic()

    def now(self) -> int:
        epoch, began = self._began
        return int(epoch + (time.monotonic() - began) * HURRY)

    def monotonic(self) -> float:
        return time.monotonic() * HURRY

    def worked(self) -> float:
        return time.thread_time() * HURRY

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / HURRY)


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def started(
    flags: Mapping[str, object], environment: Mapping[str, str], output: Path, bug: Bug | None = None
) -> ForkServerProcess:
    """`abutre serve` with `flags`, as `environment` tells it; what it prints goes to the end of `output`."""
    process = _FORKS.Process(target=_run, args=(dict(flags), dict(environment), output, bug))
    process.start()
    return process


def _run(flags: dict[str, object], environment: Mapping[str, str], output: Path, bug: Bug | None) -> None:
    # A pipe that nobody reads would hold it up.
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.environ.update(environment)
    if bug is not None:
        plant(bug)
    Container.clock.override(providers.Object(HurriedClock()))
    try:
        asyncio.run(serve(Config.model_validate(flags)))
    except UserError as error:
        sys.exit(f"abutre: {error}")
