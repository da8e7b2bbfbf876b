"""Collects cycles of old objects while no order is near, instead of whenever Python would."""

import asyncio
import gc

from abutre.domain.effects import Buy
from abutre.domain.events import NewCandle, PositionUpdate
from abutre.domain.ports import Clock
from abutre.domain.records import Entry

EVERY = 10.0
"""Seconds between two collections, at least: a replay closes hundreds of candles in one."""

DUE = 10
"""Collections of younger objects since the last complete one, after which Python itself would think of it."""

AFTER = 0.1
"""Seconds from such a moment on: first of all the candle is told."""


class QuietCollector:
    """An `Observer`: a candle that asks for no order, while no sequence runs, is followed by a quiet minute.

    To look at all objects stops every thread for some ten milliseconds; an order must not meet that.
    `interpreter.set_up` keeps Python from doing so by itself, but as a last resort.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._in_position = False
        self._next = 0.0

    def observe(self, entry: Entry, *, kept_in: float) -> None:
        """Collect soon, if this is such a moment."""
        del kept_in
        is_candle = False
        for told in entry.events:
            match told.event:
                case PositionUpdate(in_position=in_position):
                    self._in_position = in_position
                case NewCandle():
                    is_candle = True
        buys = any(isinstance(effect, Buy) for effect in entry.effects)
        now = self._clock.monotonic()
        is_quiet = is_candle and not buys and not self._in_position
        if is_quiet and now >= self._next and gc.get_count()[2] >= DUE:
            self._next = now + EVERY
            asyncio.get_running_loop().call_later(AFTER, gc.collect)
