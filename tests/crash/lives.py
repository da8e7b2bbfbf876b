"""One life after another of a bot, each ended by SIGKILL, the last in order; clients follow all of them."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

from tests.crash.follower import Follower

EARLY = 0.25
"""How often a bot is killed while it starts."""
LONGEST_START = 0.5
LONGEST_LIFE = 0.8
"""Seconds that a bot may live after it has told a client something."""
LAST_TRADES = 10
PATIENCE = 60.0


class Lives:
    """Lives of a bot that `start` starts, which prints into `output` and serves at `port`.

    Attributes:
        kills: lives that were cut short.
        followers: its clients, one steady, two that come and go.
    """

    def __init__(
        self, start: Callable[[], ForkServerProcess], *, port: int, output: Path, random: Random
    ) -> None:
        url = f"http://127.0.0.1:{port}"
        self.kills = 0
        self.followers = [Follower(url), Follower(url, random), Follower(url, random)]
        self._start = start
        self._output = output
        self._random = random

    async def live(
        self,
        kills: int,
        before_each: Callable[[], object] = bool,
        before_last: Callable[[], object] = bool,
    ) -> None:
        """`kills` lives that are cut short, and one that is not."""
        async with asyncio.TaskGroup() as tasks:
            following = [tasks.create_task(follower.follow()) for follower in self.followers]
            for _ in range(kills):
                before_each()
                await self._cut_short()
            before_last()
            await self._whole()
            for task in following:
                task.cancel()

    async def _cut_short(self) -> None:
        async with self._running() as bot:
            if self._random.random() < EARLY:
                await asyncio.sleep(self._random.uniform(0, LONGEST_START))
            else:
                await self._any_news(bot)
                await asyncio.sleep(self._random.uniform(0, LONGEST_LIFE))
            bot.kill()
            await asyncio.to_thread(bot.join)
        assert bot.exitcode == -signal.SIGKILL, self._said(bot)
        self.kills += 1

    async def _whole(self) -> None:
        async with self._running() as bot:
            told = max(follower.last_seq for follower in self.followers)
            async with asyncio.timeout(PATIENCE):
                for follower in self.followers:
                    await _trades(follower, told)
                bot.terminate()
                await asyncio.to_thread(bot.join)
        assert bot.exitcode == 0, self._said(bot)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[ForkServerProcess]:
        bot = self._start()
        try:
            yield bot
        finally:
            bot.kill()

    async def _any_news(self, bot: ForkServerProcess) -> None:
        for follower in self.followers:
            follower.news.clear()
        news = [asyncio.create_task(follower.news.wait()) for follower in self.followers]
        done, waiting = await asyncio.wait(news, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        assert done, self._said(bot)

    def _said(self, bot: ForkServerProcess) -> str:
        return f"exit code {bot.exitcode}\n{self._output.read_text()[-3000:]}"


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


async def _trades(follower: Follower, told: int) -> None:
    while (
        sum(update.name == "trade_closed" and (update.seq or 0) > told for update in follower.seen)
        < LAST_TRADES
    ):
        follower.news.clear()
        await follower.news.wait()
