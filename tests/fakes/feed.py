"""A market that is a list."""

from collections.abc import AsyncIterator, Mapping, Sequence

from abutre.domain.model import Candle, Tick
from abutre.domain.pacing import market_time


class FakeFeed:
    """Port `MarketFeed` that plays `items` and knows `candles`, by open time, as its history."""

    def __init__(self, items: Sequence[Tick | Candle], candles: Mapping[int, Candle] | None = None) -> None:
        self._items = items
        self._candles = candles or {}
        self.time = _begin(items[0]) if items else 0

    async def now(self) -> int:
        return self.time

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:
        return [self._candles[time] for time in sorted(self._candles) if from_time <= time <= to_time]

    async def stream(self, after: int) -> AsyncIterator[Tick | Candle]:
        for item in self._items:
            if market_time(item) > after:
                self.time = market_time(item)
                yield item


def _begin(item: Tick | Candle) -> int:
    return item.epoch if isinstance(item, Tick) else item.open_time
