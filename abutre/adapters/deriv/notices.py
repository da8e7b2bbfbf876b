"""What the operator should hear of the connection, kept for one reader."""

import asyncio
import logging
from collections.abc import AsyncGenerator

from abutre.domain.events import AlertLevel
from abutre.domain.records import Notice

_log = logging.getLogger(__name__)


class Notices:
    """A queue of notices; each is logged as well."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Notice] = asyncio.Queue()

    def put(self, level: AlertLevel, message: str) -> None:
        """Tell something."""
        _log.log(logging.ERROR if level is AlertLevel.ERROR else logging.WARNING, "%s", message)
        self._queue.put_nowait(Notice(level=level, message=message))

    async def stream(self) -> AsyncGenerator[Notice, None]:
        """Every notice, each once; endless."""
        while True:
            yield await self._queue.get()
