"""Prices of every symbol as time passes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from abutre.simulator.errors import ApiError
from abutre.simulator.symbols import SYMBOLS, SymbolInfo, symbol_info
from abutre.simulator.tape import Recording, Span, Tape
from abutre.simulator.values import Candle, Tick
from abutre.simulator.walk import Walk

MINUTE = 60
DAY = 86_400
HISTORY_SECONDS = 3 * DAY
MOST = 5000
"""Ticks or candles in one answer."""
USUAL = 1000
"""Ticks or candles in an answer that was not told how many."""

Recorded = Mapping[str, Sequence[tuple[int, Decimal]]]
"""Ticks (epoch, quote) in order, by symbol."""


class Market:
    """Ticks up to now, forward as asked, backward as far as its history goes."""

    def __init__(
        self,
        *,
        seed: int,
        start: int,
        history_seconds: int = HISTORY_SECONDS,
        recorded: Recorded | None = None,
        symbols: Sequence[str] | None = None,
    ) -> None:
        """Open the market.

        Args:
            seed: which walk each symbol takes; symbols are independent of each other.
            start: market epoch now.
            history_seconds: how far back ticks are known at least, before `start` too.
            recorded: ticks in place of a walk. Those up to `start` are history; behind the last one the
                symbol is silent.
            symbols: codes to make; all when not given.

        Raises:
            ApiError: `InvalidSymbol`, one of `symbols` or `recorded` is unknown.
        """
        self.seed = seed
        self.start = start
        self._history_seconds = history_seconds
        self._now = start
        recorded = recorded or {}
        infos = [symbol_info(code) for code in (symbols or SYMBOLS)]
        self._tapes = {info.code: self._tape_of(info, recorded) for info in infos}
        for code in recorded:
            self._tape(code)

    @property
    def now(self) -> int:
        """Market epoch that it has come to."""
        return self._now

    @property
    def symbols(self) -> tuple[str, ...]:
        """Codes, in display order."""
        return tuple(self._tapes)

    @property
    def hidden(self) -> dict[str, list[Span]]:
        """Spans of missing ticks that were asked for, by symbol."""
        return {code: list(tape.hidden) for code, tape in self._tapes.items() if tape.hidden}

    def advance(self, to: int) -> list[Tick]:
        """Move on to `to` (an earlier time is ignored); return the new ticks of all symbols in time order."""
        self._now = max(self._now, to)
        new = [tick for tape in self._tapes.values() for tick in tape.advance(self._now)]
        new.sort(key=attrgetter("epoch"))
        return new

    def skip(self, to: int) -> None:
        """Move on to `to` without looking at the ticks, as after a restart."""
        self._now = max(self._now, to)
        for tape in self._tapes.values():
            tape.skip(self._now)

    def last(self, symbol: str) -> Tick:
        """Newest tick.

        Raises:
            ApiError: `InvalidSymbol`, or `MarketIsClosed` when it has not ticked yet.
        """
        tick = self._tape(symbol).last()
        if tick is None:
            raise ApiError("MarketIsClosed", "This market is presently closed.")
        return tick

    def ticks(self, symbol: str, start: int | None, end: int | None, count: int | None = None) -> list[Tick]:
        """The latest `count` ticks with start ≤ epoch ≤ end, oldest first.

        Args:
            symbol: code.
            start: market epoch; None is one day before `end`.
            end: market epoch; None is now.
            count: > 0; None is 1000, more than 5000 is taken as 5000.

        Raises:
            ApiError: `InvalidSymbol`, `InvalidStartEnd`.
        """
        last = self._end(end)
        first = self._start(start, last, DAY)
        return self._tape(symbol).ticks(first, last, min(count or USUAL, MOST))

    def candles(
        self,
        symbol: str,
        granularity: int | None,
        start: int | None,
        end: int | None,
        count: int | None = None,
    ) -> list[Candle]:
        """The latest `count` candles of the ticks with start ≤ epoch ≤ end, oldest first.

        The last one may be forming; the first one is partial when `start` is not a multiple of the
        granularity. A period without ticks has no candle.

        Args:
            symbol: code.
            granularity: seconds of a candle; None is a minute.
            start: market epoch; None is `count` candles before `end`, or one day when count or granularity
                is None too.
            end: market epoch; None is now.
            count: > 0; None is 1000, more than 5000 is taken as 5000.

        Raises:
            ApiError: `InvalidSymbol`, `InvalidStartEnd`.
        """
        last = self._end(end)
        usual = DAY if count is None or granularity is None else min(count, MOST) * granularity
        first = self._start(start, last, usual)
        return self._tape(symbol).candles(granularity or MINUTE, first, last, min(count or USUAL, MOST))

    def gap(self, symbol: str | None, seconds: int) -> None:
        """Show no tick of `symbol` (None: of any) for the next `seconds`; prices move on unseen.

        Raises:
            ApiError: `InvalidSymbol`.
        """
        for code in self._tapes if symbol is None else (symbol,):
            self.hide(code, (self._now + 1, self._now + seconds))

    def hide(self, symbol: str, span: Span) -> None:
        """Show no tick of `symbol` within `span`, which lies ahead.

        Raises:
            ApiError: `InvalidSymbol`.
        """
        self._tape(symbol).hide(span)

    def _end(self, end: int | None) -> int:
        return self._now if end is None else min(end, self._now)

    def _start(self, start: int | None, end: int, usual: int) -> int:
        first = end - usual if start is None else start
        if first > end:
            raise ApiError("InvalidStartEnd", f"Start time {first} must be before end time {end}.")
        return first

    def _tape(self, symbol: str) -> Tape:
        tape = self._tapes.get(symbol)
        if tape is None:
            raise ApiError("InvalidSymbol", f"Symbol {symbol} is invalid.", code_args=(symbol,))
        return tape

    def _tape_of(self, info: SymbolInfo, recorded: Recorded) -> Tape:
        if info.code in recorded:
            ticks = recorded[info.code]
            pips = ((epoch, round(quote.scaleb(info.decimals))) for epoch, quote in ticks)
            return Tape(info=info, prices=Recording(pips), start=self.start, keep=self._history_seconds)
        walk = Walk(info, self.seed, self.start)
        return Tape(info=info, prices=walk, start=self.start, keep=self._history_seconds)
