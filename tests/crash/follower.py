"""A client that follows one life after another of a bot, and remembers all that it was told."""

import asyncio
from contextlib import suppress
from random import Random

from abutre.client import Client, Update
from abutre.domain.errors import UserError

_LOOK_AGAIN = 0.02
_LONGEST_LOOK = 1.5
"""Seconds that a restless client follows at a time, and half of them until it comes back."""


class Follower:
    """A client at `url`: a steady one comes back by itself, one with a `random` goes and comes as well.

    `news` is set by every update.

    Attributes:
        seen: every numbered update, in order.
    """

    def __init__(self, url: str, news: asyncio.Event, random: Random | None) -> None:
        self.seen: list[Update] = []
        self._news = news
        self._url = url
        self._random = random

    @property
    def last_seq(self) -> int:
        """Number of the newest update; 0 before the first."""
        return (self.seen[-1].seq or 0) if self.seen else 0

    async def follow(self) -> None:
        """Follow, for ever."""
        while True:
            with suppress(UserError, TimeoutError):
                async with asyncio.timeout(self._seconds(_LONGEST_LOOK)):
                    await self._look()
            await asyncio.sleep(self._seconds(_LONGEST_LOOK / 2) or _LOOK_AGAIN)

    async def _look(self) -> None:
        async with Client(self._url, last_seq=self.last_seq or None) as client:
            async for update in client.updates():
                if update.seq is not None:
                    self.seen.append(update)
                    self._news.set()

    def _seconds(self, most: float) -> float | None:
        return None if self._random is None else self._random.uniform(0.02, most)
