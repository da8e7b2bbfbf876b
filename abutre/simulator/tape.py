"""The ticks of one symbol up to now, as they are shown."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Protocol

from abutre.simulator.symbols import SymbolInfo
from abutre.simulator.values import Candle, Tick

Span = tuple[int, int]
"""Market epochs, both inclusive."""
_AT_ONCE = 3600
"""Seconds looked at in one go, newest first."""


class Prices(Protocol):
    """Where the ticks of a symbol come from; the same question always has the same answer."""

    def between(self, first: int, last: int) -> list[tuple[int, int]]:
        """Ticks (epoch, pips) with first ≤ epoch ≤ last, oldest first."""
        ...


class Recording:
    """Prices that were written down, read no further than they are asked for."""

    def __init__(self, ticks: Iterator[tuple[int, int]]) -> None:
        self._coming = ticks
        self._pending = next(ticks, None)
        self._epochs = array("q")
        self._pips = array("q")

    def between(self, first: int, last: int) -> list[tuple[int, int]]:
        """Ticks (epoch, pips) with first ≤ epoch ≤ last, oldest first."""
        while self._pending is not None and self._pending[0] <= last:
            self._epochs.append(self._pending[0])
            self._pips.append(self._pending[1])
            self._pending = next(self._coming, None)
        low, high = bisect_left(self._epochs, first), bisect_right(self._epochs, last)
        return list(zip(self._epochs[low:high], self._pips[low:high], strict=True))


class Tape:
    """Ticks up to now; the oldest are forgotten."""

    def __init__(self, *, info: SymbolInfo, prices: Prices, start: int, keep: int) -> None:
        """Prepare a tape.

        Args:
            info: the symbol.
            prices: where its ticks come from.
            start: market epoch now.
            keep: seconds of the past that are shown at least, before `start` too.
        """
        self.hidden: list[Span] = []
        self._info = info
        self._prices = prices
        self._start = start
        self._keep = keep
        self._now = start
        self._last: Tick | None = None

    def advance(self, to: int) -> list[Tick]:
        """Move on to `to`, not earlier than now; return the ticks on the way."""
        new = [self._tick(epoch, pips) for epoch, pips in self._shown(self._now + 1, to)]
        self._now = to
        self._last = new[-1] if new else self._last
        return new

    def skip(self, to: int) -> None:
        """Move on to `to` without looking at the ticks."""
        self._now, self._last = to, None

    def last(self) -> Tick | None:
        """Newest tick; None before the first."""
        if self._last is None:
            self._last = next(iter(self.ticks(self._earliest, self._now, 1)), None)
        return self._last

    def ticks(self, start: int, end: int, count: int) -> list[Tick]:
        """The latest `count` ticks with start ≤ epoch ≤ end, oldest first."""
        first, last = max(start, self._earliest), min(end, self._now)
        found: list[tuple[int, int]] = []
        while last >= first and len(found) < count:
            begin = max(first, last - _AT_ONCE + 1)
            found = self._shown(begin, last) + found
            last = begin - 1
        return [self._tick(epoch, pips) for epoch, pips in found[-count:]]

    def candles(self, granularity: int, start: int, end: int, count: int) -> list[Candle]:
        """The latest `count` candles of the ticks with start ≤ epoch ≤ end, oldest first."""
        first, last = max(start, self._earliest), min(end, self._now)
        made: list[Candle] = []
        while last >= first and len(made) < count:
            open_time = last // granularity * granularity
            ticks = self._shown(max(open_time, first), last)
            if ticks:
                made.append(self._candle(open_time, max(open_time, start), ticks))
            last = open_time - 1
        made.reverse()
        return made

    def hide(self, span: Span) -> None:
        """Show no tick within `span`, which lies ahead."""
        self.hidden = [*(one for one in self.hidden if one[1] >= self._earliest), span]

    @property
    def _earliest(self) -> int:
        return max(self._start - self._keep, self._now - 2 * self._keep)

    def _shown(self, first: int, last: int) -> list[tuple[int, int]]:
        found = self._prices.between(first, last)
        hidden = [span for span in self.hidden if span[0] <= last and span[1] >= first]
        if not hidden:
            return found
        return [tick for tick in found if not any(begin <= tick[0] <= end for begin, end in hidden)]

    def _tick(self, epoch: int, pips: int) -> Tick:
        return Tick(symbol=self._info.code, epoch=epoch, quote=self._info.quote(pips))

    def _candle(self, open_time: int, shown_as: int, ticks: list[tuple[int, int]]) -> Candle:
        pips = [price for _, price in ticks]
        return Candle(
            open_time=open_time,
            epoch=shown_as,
            last_epoch=ticks[-1][0],
            open=self._info.quote(pips[0]),
            high=self._info.quote(max(pips)),
            low=self._info.quote(min(pips)),
            close=self._info.quote(pips[-1]),
        )
