"""One address that notifications go to, with its own queue: a slow service delays nobody else."""

import asyncio
import logging

from apprise import Apprise

from abutre.domain.ports import Clock

MOST_WAITING = 200
"""Messages that may wait for a slow service; later ones are dropped."""
_ATTEMPTS = 3
_PAUSE = 5.0
"""Seconds before a message that the service did not take is sent again."""
_DEADLINE = 15.0

_log = logging.getLogger(__name__)


class Channel:
    """A service that Apprise knows."""

    def __init__(self, service: Apprise, *, place: int, clock: Clock) -> None:
        """`place` is how the log calls it: its address holds a password."""
        self._service = service
        self._place = place
        self._clock = clock
        self._waiting: asyncio.Queue[tuple[str, str]] = asyncio.Queue(MOST_WAITING)
        self.dropped = 0
        """Messages that were not sent, because too many waited or the service did not take them."""

    @property
    def waiting(self) -> int:
        """Messages that are lined up, without the one that is being sent."""
        return self._waiting.qsize()

    def put(self, title: str, body: str) -> None:
        """Line a message up."""
        try:
            self._waiting.put_nowait((title, body))
        except asyncio.QueueFull:
            self._drop("too many wait")

    async def run(self) -> None:
        """Send what waits, in order; endless."""
        while True:
            title, body = await self._waiting.get()
            await self._send(title, body)
            self._waiting.task_done()

    async def flush(self) -> None:
        """Wait until everything that was lined up is sent or given up."""
        await self._waiting.join()

    async def _send(self, title: str, body: str) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            if await self._service.async_notify(body=body, title=title, timeout=_DEADLINE):
                return
            if attempt < _ATTEMPTS:
                await self._clock.sleep(_PAUSE)
        self._drop("the service did not take it")

    def _drop(self, reason: str) -> None:
        self.dropped += 1
        _log.warning("a notification to address number %d was not sent: %s", self._place, reason)
