"""A bot in a process of its own, as a user runs it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

PATIENCE = 90.0  # a start that has to find a purchase waits out its grace


class Bot:
    """A running `abutre serve`.

    Attributes:
        url: where it listens.
        greeting: the lines it printed after that.
    """

    def __init__(self, process: asyncio.subprocess.Process, greeting: Sequence[str]) -> None:
        self._process = process
        self.greeting = greeting
        self.url = greeting[0].removeprefix("Abutre is running at ")

    @property
    def pid(self) -> int:
        return self._process.pid

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(number)

    async def ended(self) -> tuple[int, str]:
        """Exit code and everything on stderr, once it has ended by itself."""
        async with asyncio.timeout(PATIENCE):
            _, err = await self._process.communicate()
        return self._process.returncode or 0, err.decode()


KEPT = frozenset(
    {
        "ABUTRE_ALLOW_REAL_MONEY",
        "ABUTRE_AUTH_SECRET",
        "ABUTRE_NOTIFY_LANGUAGE",
        "ABUTRE_NOTIFY_LEVEL",
        "ABUTRE_NOTIFY_URLS",
        "ABUTRE_REDIS_SECRET",
        "ABUTRE_STORE_URL",
    }
)
"""What a test may set in its own environment for the bot; the machine's other ABUTRE_ variables stay out."""


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    # Without bytecode on disk a start takes seconds, most of them in other people's libraries.
    left_out = {name for name in os.environ if name.startswith("ABUTRE_")} | {"PYTHONDONTWRITEBYTECODE"}
    left_out -= KEPT
    return {name: value for name, value in os.environ.items() if name not in left_out} | dict(more)


async def launch(
    arguments: Sequence[str], before: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> asyncio.subprocess.Process:
    """Start a command, by the command `before` if there is one, with pipes to read."""
    return await asyncio.create_subprocess_exec(
        *before,
        *(sys.executable, "-m", "abutre", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(environment or {}),
    )


def _serve(data_dir: Path) -> tuple[str, ...]:
    return ("serve", "--port", "0", "--data-dir", str(data_dir))


@asynccontextmanager
async def bot(
    data_dir: Path,
    *arguments: str,
    before: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Bot]:
    """Start a bot, by the command `before` if there is one, and see that it is gone afterwards."""
    process = await launch([*_serve(data_dir), *arguments], before, environment)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            greeting = [(await process.stdout.readline()).decode().rstrip("\n") for _ in range(3)]
        assert greeting[0].startswith("Abutre is running at http://"), (await process.communicate())[1]
        yield Bot(process, greeting)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def refused(data_dir: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a bot that must not start."""
    return await abutre(*_serve(data_dir), *arguments)


async def abutre(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command that ends by itself."""
    process = await launch(arguments)
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()
