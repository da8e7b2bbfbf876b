"""Keeps what strangers cause from pushing what the bot says of its trading out of the log."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

LINES_A_MINUTE = 60
"""Of one kind."""

_MINUTE = 60.0


@dataclass(slots=True)
class _Kind:
    begun: float  # when its minute began
    said: int = 0


class FloodFilter(logging.Filter):
    """Lets so many lines of a kind pass each minute; the next one to pass says how many were left out.

    Lines are of one kind when they are one text before their arguments are filled in.
    """

    def __init__(self, logger: str, now: Callable[[], float] = time.monotonic) -> None:
        """Look at the lines of `logger` and of those below it; `now` is seconds."""
        super().__init__(logger)
        self._now = now
        self._kinds: dict[str, _Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line passes."""
        if not super().filter(record) or record.levelno >= logging.ERROR:
            return True
        now = self._now()
        kind = self._kinds.get(record.msg)
        if kind is None or now - kind.begun >= _MINUTE:
            self._kinds[record.msg] = _Kind(now, 1)
            if kind is not None and kind.said > LINES_A_MINUTE:
                record.msg += f" ({kind.said - LINES_A_MINUTE} more like this were left out before)"
            return True
        kind.said += 1
        return kind.said <= LINES_A_MINUTE
