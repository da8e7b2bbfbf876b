"""The ticks of one symbol, kept small enough to hold days of them."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from abutre.simulator.symbols import SymbolInfo
from abutre.simulator.values import Candle, Tick

Span = tuple[int, int]
"""Market epochs, both inclusive."""


class Tape:
    """Ticks up to now, in pips; older ones are made when first asked for, the oldest forgotten."""

    def __init__(
        self,
        *,
        info: SymbolInfo,
        coming: Iterator[tuple[int, int]],
        past: Callable[[], Sequence[tuple[int, int]]],
        keep: int,
        hidden: Sequence[Span] = (),
    ) -> None:
        """Prepare a tape; it is empty until advanced.

        Args:
            info: the symbol.
            coming: ticks (epoch, pips) in order.
            past: gives the ticks before the first of `coming`, asked once.
            keep: seconds of ticks to hold at least.
            hidden: spans whose ticks are not shown.
        """
        self.hidden = list(hidden)
        self._info = info
        self._coming = coming
        self._pending = next(coming, None)
        self._past: Callable[[], Sequence[tuple[int, int]]] | None = past
        self._keep = keep
        self._epochs = array("q")
        self._pips = array("q")

    def advance(self, to: int) -> list[Tick]:
        """Take in the ticks up to `to`; return them."""
        first = len(self._epochs)
        self._extend(to)
        new = self._between(first, len(self._epochs))
        self._forget()
        return new

    def skip(self, to: int) -> None:
        """Take in the ticks up to `to`."""
        self._extend(to)
        self._forget()

    def _extend(self, to: int) -> None:
        pending = self._pending
        while pending is not None and pending[0] <= to:
            if not (self.hidden and self._is_hidden(pending[0])):
                self._epochs.append(pending[0])
                self._pips.append(pending[1])
            pending = next(self._coming, None)
        self._pending = pending

    def last(self) -> Tick | None:
        """Newest tick; None before the first."""
        count = len(self._epochs)
        return self._between(count - 1, count)[0] if count else None

    def ticks(self, start: int, end: int, count: int) -> list[Tick]:
        """The latest `count` ticks with start ≤ epoch ≤ end, oldest first."""
        low, high = self._range(start, end)
        return self._between(max(low, high - count), high)

    def candles(self, granularity: int, start: int, end: int, count: int) -> list[Candle]:
        """The latest `count` candles of the ticks with start ≤ epoch ≤ end, oldest first."""
        low, high = self._range(start, end)
        made: list[Candle] = []
        while high > low and len(made) < count:
            open_time = self._epochs[high - 1] // granularity * granularity
            first = max(low, bisect_left(self._epochs, open_time, low, high))
            pips = self._pips[first:high]
            made.append(
                Candle(
                    open_time=open_time,
                    epoch=max(open_time, start),
                    last_epoch=self._epochs[high - 1],
                    open=self._info.quote(pips[0]),
                    high=self._info.quote(max(pips)),
                    low=self._info.quote(min(pips)),
                    close=self._info.quote(pips[-1]),
                )
            )
            high = first
        made.reverse()
        return made

    def _range(self, start: int, end: int) -> tuple[int, int]:
        if self._past is not None and (not self._epochs or start < self._epochs[0]):
            older = self._past()
            self._past = None
            self._epochs = array("q", [epoch for epoch, _ in older]) + self._epochs
            self._pips = array("q", [pips for _, pips in older]) + self._pips
        return bisect_left(self._epochs, start), bisect_right(self._epochs, end)

    def _between(self, low: int, high: int) -> list[Tick]:
        code, quote = self._info.code, self._info.quote
        return [
            Tick(symbol=code, epoch=epoch, quote=quote(pips))
            for epoch, pips in zip(self._epochs[low:high], self._pips[low:high], strict=True)
        ]

    def _is_hidden(self, epoch: int) -> bool:
        return any(first <= epoch <= last for first, last in self.hidden)

    def _forget(self) -> None:
        if self._epochs and self._epochs[-1] - self._epochs[0] > 2 * self._keep:
            old = bisect_left(self._epochs, self._epochs[-1] - self._keep)
            del self._epochs[:old], self._pips[:old]
            self._past = None
