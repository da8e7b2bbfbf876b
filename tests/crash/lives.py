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
MOST_EVENTS = 25
"""What a bot may tell before it is killed; a sequence of one contract is eight."""
LATER = 0.12
"""Seconds that it may go on after that: rather more than a minute of the market."""
LAST_TRADES = 10
GAVE_UP = 1
"""Exit code of a bot that could not reach Deriv in time, as happens on a machine that is too busy."""
MOST_THAT_GIVE_UP = 20
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
        self._gave_up = 0
        self._any_news = asyncio.Event()
        self.followers = [Follower(url, self._any_news, chance) for chance in (None, random, random)]
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
            while self.kills < kills:
                before_each()
                await self._cut_short()
            before_last()
            await self._whole()
            for task in following:
                task.cancel()

    async def _cut_short(self) -> None:
        async with self._running() as (bot, ended):
            if self._random.random() < EARLY:
                await asyncio.sleep(self._random.uniform(0, LONGEST_START))
            else:
                await self._news(self._random.randrange(MOST_EVENTS), bot, ended)
                await asyncio.sleep(self._random.uniform(0, LATER))
            bot.kill()
            await ended.wait()
        if bot.exitcode == GAVE_UP:
            self._gave_up += 1
            assert self._gave_up <= MOST_THAT_GIVE_UP, self._said(bot)
            return
        assert bot.exitcode == -signal.SIGKILL, self._said(bot)
        self.kills += 1

    async def _whole(self) -> None:
        async with self._running() as (bot, ended):
            told = self._told
            async with self._patience(bot):
                while (
                    any(_trades(follower, told) < LAST_TRADES for follower in self.followers)
                    and not ended.is_set()
                ):
                    self._any_news.clear()
                    await self._any_news.wait()
                bot.terminate()
                await ended.wait()
        assert bot.exitcode == 0, self._said(bot)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[tuple[ForkServerProcess, asyncio.Event]]:
        bot, ended = self._start(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.remove_reader(bot.sentinel)
            ended.set()
            self._any_news.set()

        # Not `join` on a thread: the start of another bot looks after this one as well.
        loop.add_reader(bot.sentinel, end)
        try:
            yield bot, ended
        finally:
            loop.remove_reader(bot.sentinel)
            bot.kill()
            bot.join()

    async def _news(self, count: int, bot: ForkServerProcess, ended: asyncio.Event) -> None:
        told = self._told
        async with self._patience(bot):
            while self._told <= told + count and not ended.is_set():
                self._any_news.clear()
                await self._any_news.wait()

    @asynccontextmanager
    async def _patience(self, bot: ForkServerProcess) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(PATIENCE):
                yield
        except TimeoutError:
            newest = [follower.seen[-10:] for follower in self.followers]
            raise AssertionError(f"the followers saw, in {PATIENCE} s: {newest}\n{self._said(bot)}") from None

    @property
    def _told(self) -> int:
        return max(follower.last_seq for follower in self.followers)

    def _said(self, bot: ForkServerProcess) -> str:
        return f"exit code {bot.exitcode}\n{self._output.read_text()[-3000:]}"


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _trades(follower: Follower, told: int) -> int:
    return sum(update.name == "trade_closed" and (update.seq or 0) > told for update in follower.seen)
