"""A market read from a file, at any speed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from abutre.adapters.replay.checks import checked_rows
from abutre.adapters.replay.layout import Kind, Row
from abutre.adapters.replay.prices import PriceScale
from abutre.adapters.replay.table import kind_of, open_table
from abutre.domain.model import Candle, Tick
from abutre.domain.pacing import Pace, market_time
from abutre.domain.ports import Clock
from abutre.domain.symbols import Symbol

_SKIPPED_AT_ONCE = 256
"""Rows passed over before the others on the event loop get a turn."""


class ReplayFeed:
    """Port `MarketFeed` over a file of ticks or candles. Holds one row at a time."""

    def __init__(self, *, path: Path, symbol: Symbol, speed: float, clock: Clock) -> None:
        """Prepare to play `path`; nothing is opened yet.

        Args:
            path: CSV (plain or gzipped) or Parquet of `epoch,quote` or `epoch,open,high,low,close`.
            symbol: whose prices these are.
            speed: market seconds per second, ≥ 0; 0 is as fast as it goes.
            clock: what the speed is measured by.
        """
        self._path = path
        self._speed = speed
        self._clock = clock
        self._scale = PriceScale(
            decimals=symbol.decimals,
            advice=f"{symbol.name} has {symbol.decimals}: choose the market of the file with --symbol",
        )
        self._kind: Kind | None = None
        self._time: int | None = None

    @property
    def kind(self) -> Kind:
        """What the file holds. Raises MarketDataError when it is no market file."""
        if self._kind is None:
            self._kind = kind_of(self._path)
        return self._kind

    async def now(self) -> int:
        """Time of the newest item streamed; before the first, the epoch of the file's first row."""
        if self._time is None:
            self._time = await asyncio.to_thread(self._first_epoch)
        return self._time

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:  # noqa: ARG002 (the port's)
        """Empty: a file has no past but its own rows."""
        return ()

    async def stream(self, after: int) -> AsyncGenerator[Tick | Candle, None]:
        """The rows of the file that are later than `after`, in its order."""
        pace = Pace(speed=self._speed, clock=self._clock)
        skipped = 0
        with open_table(self._path) as table:
            make = _tick if table.kind == "ticks" else _candle
            for row in checked_rows(table, self._path, self._scale):
                item = make(row)
                time = market_time(item)
                if time <= after:
                    skipped += 1
                    if skipped % _SKIPPED_AT_ONCE == 0:
                        await self._clock.sleep(0)
                    continue
                await pace.reach(time)
                self._time = time
                yield item

    def _first_epoch(self) -> int:
        with open_table(self._path) as table:
            return next(checked_rows(table, self._path, self._scale))[1]


def _tick(row: Row) -> Tick:
    _, epoch, quote = row
    return Tick(epoch=epoch, quote=quote)


def _candle(row: Row) -> Candle:
    _, open_time, open_, high, low, close = row
    return Candle(open_time=open_time, open=open_, high=high, low=low, close=close)
