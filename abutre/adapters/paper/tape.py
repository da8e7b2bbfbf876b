"""Lets paper brokers see the market right behind the one who trades on it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from abutre.domain.model import Candle, Tick
from abutre.domain.pacing import market_time
from abutre.domain.ports import MarketFeed

Observer = Callable[[Tick | Candle], Awaitable[None]]


class Tape:
    """Port `MarketFeed` over another feed, with observers.

    An item goes to the consumer first. When the consumer asks for the next one it has dealt with it, its
    purchases included; only then do the observers see it, one after the other, and only when what they
    made of it has been dealt with is the next item pulled. So a replay has one order of events at any speed.
    The stream and a broker's updates must be consumed by different tasks.
    """

    def __init__(self, feed: MarketFeed, *, since: int = 0) -> None:
        """Show `feed`, whose time had reached epoch `since` when an earlier process ended."""
        self._feed = feed
        self._since = since
        self._observers: list[Observer] = []
        self._latest: int | None = None

    def attach(self, observe: Observer) -> None:
        """Call `observe` with every item from now on, after the consumer has dealt with it."""
        self._observers.append(observe)

    async def market_time(self) -> int:
        """When the latest item was known, epoch seconds; before the first, the feed's time or `since`."""
        return max(await self._feed.now(), self._since) if self._latest is None else self._latest

    async def now(self) -> int:
        """As the feed says."""
        return await self._feed.now()

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:
        """As the feed says."""
        return await self._feed.history(from_time, to_time)

    async def stream(self, after: int) -> AsyncGenerator[Tick | Candle, None]:
        """The feed's items."""
        items = self._feed.stream(after)
        try:
            async for item in items:
                self._latest = market_time(item)
                yield item
                for observe in self._observers:
                    await observe(item)
        finally:
            if isinstance(items, AsyncGenerator):
                await items.aclose()
