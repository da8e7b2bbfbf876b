"""SIGINT and SIGTERM as things to wait for: the first asks the bot to end, the second to end at once."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Signals:
    """What has been asked so far."""

    def __init__(self) -> None:
        self.end = asyncio.Event()
        self.end_at_once = asyncio.Event()

    def note(self) -> None:
        """One more signal has come."""
        if self.end.is_set():
            self.end_at_once.set()
        self.end.set()


@contextmanager
def signals() -> Iterator[Signals]:
    """Take SIGINT and SIGTERM from their default handlers, and give them back in the end."""
    loop = asyncio.get_running_loop()
    noted = Signals()
    for number in _SIGNALS:
        loop.add_signal_handler(number, noted.note)
    try:
        yield noted
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
