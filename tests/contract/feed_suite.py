"""What every `MarketFeed` does."""

from collections.abc import AsyncGenerator, Callable, Sequence
from itertools import pairwise
from typing import ClassVar

import pytest

from abutre.domain.model import MINUTE, Candle, Tick
from abutre.domain.pacing import market_time
from abutre.domain.ports import MarketFeed

OpenFeed = Callable[[], MarketFeed]


async def take(feed: MarketFeed, after: int, most: int) -> Sequence[Tick | Candle]:
    """The first items of a stream, at most `most`; then it is closed."""
    items: list[Tick | Candle] = []
    stream = feed.stream(after)
    async for item in stream:
        items.append(item)
        if len(items) == most:
            break
    if isinstance(stream, AsyncGenerator):
        await stream.aclose()
    return items


class FeedSuite:
    """Subclasses provide `open_feed`, which opens the same market again and again.

    Attributes:
        ITEMS: how many items the market has to offer at least, 4 or more.
    """

    ITEMS: ClassVar[int] = 20

    @pytest.fixture
    def open_feed(self) -> OpenFeed:
        raise NotImplementedError

    async def test_time_never_goes_back_and_keeps_up_with_the_items(self, open_feed: OpenFeed) -> None:
        feed = open_feed()
        latest = await feed.now()
        seen = 0
        stream = feed.stream(0)
        async for item in stream:
            now = await feed.now()
            assert now >= latest
            assert now >= market_time(item)
            latest = now
            seen += 1
            if seen == self.ITEMS:
                break
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
        assert seen == self.ITEMS

    async def test_nothing_is_streamed_that_is_older_than_the_market_was(self, open_feed: OpenFeed) -> None:
        feed = open_feed()
        opened = await feed.now()
        (first,) = await take(feed, 0, 1)
        assert market_time(first) >= opened

    async def test_items_are_of_one_kind_and_in_order(self, open_feed: OpenFeed) -> None:
        items = await take(open_feed(), 0, self.ITEMS)
        assert len({type(item) for item in items}) == 1
        for before, after in pairwise(items):
            if isinstance(before, Tick):
                assert market_time(after) >= market_time(before)
            else:
                assert market_time(after) >= market_time(before) + MINUTE

    async def test_prices_are_whole_pips_above_zero_and_candles_hold_together(
        self, open_feed: OpenFeed
    ) -> None:
        for item in await take(open_feed(), 0, self.ITEMS):
            if isinstance(item, Tick):
                assert isinstance(item.quote, int)
                assert item.quote > 0
            else:
                assert item.open_time % MINUTE == 0
                assert 0 < item.low <= min(item.open, item.close)
                assert item.high >= max(item.open, item.close)

    async def test_only_what_is_later_is_streamed(self, open_feed: OpenFeed) -> None:
        items = await take(open_feed(), 0, self.ITEMS)
        middle = market_time(items[self.ITEMS // 2])
        later = await take(open_feed(), middle, 2)
        assert later
        assert all(market_time(item) > middle for item in later)

    async def test_history_is_in_order_within_its_bounds_and_free_of_repeats(
        self, open_feed: OpenFeed
    ) -> None:
        feed = open_feed()
        last = (await feed.now()) // MINUTE * MINUTE
        bounds = (last - 5 * MINUTE, last - 2 * MINUTE)
        times = [candle.open_time for candle in await feed.history(*bounds)]
        assert times == sorted(set(times))
        assert all(bounds[0] <= time <= bounds[1] and time % MINUTE == 0 for time in times)

    async def test_a_history_that_ends_before_it_begins_is_empty(self, open_feed: OpenFeed) -> None:
        feed = open_feed()
        last = (await feed.now()) // MINUTE * MINUTE
        assert list(await feed.history(last - MINUTE, last - 2 * MINUTE)) == []
