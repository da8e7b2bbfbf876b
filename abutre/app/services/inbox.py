"""Facts on their way to the trader, the market's first; who brings one waits until it was dealt with."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from abutre.domain.errors import AbutreError
from abutre.domain.events import SystemAlert
from abutre.domain.facts import CommandGiven, Fact, SettingsStored


class InboxClosedError(AbutreError):
    """The trader takes no more facts: the bot is ending."""

    def __init__(self) -> None:
        super().__init__("the bot is shutting down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing for the trader, and the place where its bringer waits.

    Attributes:
        content: a fact, or an alert from outside the engine that only wants telling.
        dealt_with: True when it was taken, False when the engine refused it.
    """

    content: Fact | SystemAlert
    dealt_with: asyncio.Future[bool]

    def answer(self, taken: bool) -> None:  # noqa: FBT001 (it is the answer itself, not a switch)
        """Let the bringer go on. One who was cancelled meanwhile is passed over."""
        if not self.dealt_with.done():
            self.dealt_with.set_result(taken)

    def give_back(self) -> None:
        """Tell the bringer that nobody will deal with it."""
        if not self.dealt_with.done():
            self.dealt_with.set_exception(InboxClosedError())


class Inbox:
    """A queue that one task takes from: `async for delivery in inbox`.

    What operators and alerts bring waits until no market or broker does, however much of it there is. Nobody
    starves: a pump brings its next fact only when the one before was dealt with.
    """

    def __init__(self) -> None:
        self._first: deque[Delivery] = deque()
        self._then: deque[Delivery] = deque()
        self._news = asyncio.Event()
        self._closed = False
        self.dealt_with = 0
        """How many deliveries were given out and done with."""

    def __len__(self) -> int:
        """How many wait, the one that is being dealt with included."""
        return len(self._first) + len(self._then)

    async def deliver(self, content: Fact | SystemAlert) -> bool:
        """Queue `content`; returns when it was dealt with: False when the engine refused it.

        Raises:
            InboxClosedError: nobody will deal with it.
        """
        if self._closed:
            raise InboxClosedError
        delivery = Delivery(content=content, dealt_with=asyncio.get_running_loop().create_future())
        can_wait = isinstance(content, CommandGiven | SettingsStored | SystemAlert)
        (self._then if can_wait else self._first).append(delivery)
        self._news.set()
        return await delivery.dealt_with

    async def __aiter__(self) -> AsyncIterator[Delivery]:
        """Every delivery; ends when the inbox is closed and empty."""
        while self._first or self._then or not self._closed:
            waiting = self._first or self._then
            if waiting:
                yield waiting[0]
                waiting.popleft()
                self.dealt_with += 1
            else:
                self._news.clear()
                await self._news.wait()

    def close(self) -> None:
        """Take no more. What is queued is still given out."""
        self._closed = True
        self._news.set()

    def abandon(self) -> None:
        """Close, and give back whatever was not answered."""
        self.close()
        for waiting in (self._first, self._then):
            while waiting:
                waiting.popleft().give_back()
