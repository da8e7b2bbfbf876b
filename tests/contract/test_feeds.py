"""The feed suite on every feed."""

import gzip
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from abutre.adapters.deriv.config import Generation
from abutre.adapters.paper.tape import Tape
from abutre.adapters.replay.feed import ReplayFeed
from abutre.domain.model import Candle, Tick
from abutre.domain.symbols import symbol_named
from tests.contract.feed_suite import FeedSuite, OpenFeed
from tests.deriv_bench import running_deriv
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeFeed

START = 1_699_999_980
V100 = symbol_named("V100")
TICKS = [Tick(epoch=START + 2 * n, quote=61_951 + n % 7) for n in range(100)]
CANDLES = [
    Candle(open_time=START + 60 * n, open=61_951, high=61_960, low=61_940, close=61_948 + n % 7)
    for n in range(40)
]
TICK_ROWS = [(tick.epoch, tick.quote / 100) for tick in TICKS]
CANDLE_ROWS = [(c.open_time, c.open / 100, c.high / 100, c.low / 100, c.close / 100) for c in CANDLES]
TICK_COLUMNS = ("epoch", "quote")
CANDLE_COLUMNS = ("epoch", "open", "high", "low", "close")


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[float]]) -> str:
    lines = [",".join(columns), *(",".join(str(value) for value in row) for row in rows)]
    return "\n".join(lines) + "\n"


def write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[float]]) -> Path:
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(csv_text(columns, rows).encode()))
    elif path.suffix == ".csv":
        path.write_text(csv_text(columns, rows))
    else:
        values = zip(*rows, strict=True)
        write_table(pa.table(dict(zip(columns, map(list, values), strict=True))), path, row_group_size=16)
    return path


def replayed(path: Path) -> ReplayFeed:
    return ReplayFeed(path=path, symbol=V100, speed=0, clock=FakeClock())


@pytest.fixture(params=["market.csv", "market.csv.gz", "market.parquet"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


class TestReplayFeedOfTicks(FeedSuite):
    @pytest.fixture
    def open_feed(self, path: Path) -> OpenFeed:
        write(path, TICK_COLUMNS, TICK_ROWS)
        return lambda: replayed(path)

    async def test_every_row_comes_as_it_was_written(self, open_feed: OpenFeed) -> None:
        assert [item async for item in open_feed().stream(0)] == TICKS


class TestReplayFeedOfCandles(FeedSuite):
    @pytest.fixture
    def open_feed(self, path: Path) -> OpenFeed:
        write(path, CANDLE_COLUMNS, CANDLE_ROWS)
        return lambda: replayed(path)

    async def test_every_row_comes_as_it_was_written(self, open_feed: OpenFeed) -> None:
        assert [item async for item in open_feed().stream(0)] == CANDLES


class TestFakeFeedOfTicks(FeedSuite):
    @pytest.fixture
    def open_feed(self) -> OpenFeed:
        return lambda: FakeFeed(TICKS)


class TestFakeFeedOfCandles(FeedSuite):
    @pytest.fixture
    def open_feed(self) -> OpenFeed:
        past = {time: _candle(time) for time in range(START - 600, START, 60)}
        return lambda: FakeFeed(CANDLES, past)

    async def test_history_is_what_was_put_in(self, open_feed: OpenFeed) -> None:
        past = await open_feed().history(START - 180, START - 120)
        assert past == [_candle(START - 180), _candle(START - 120)]


class TestTape(FeedSuite):
    @pytest.fixture
    def open_feed(self) -> OpenFeed:
        past = {time: _candle(time) for time in range(START - 600, START, 60)}
        return lambda: Tape(FakeFeed(TICKS, past))


class TestDerivFeed(FeedSuite):
    @pytest.fixture(params=list(Generation))
    async def open_feed(self, request: pytest.FixtureRequest) -> AsyncGenerator[OpenFeed, None]:
        async with running_deriv(request.param, speed=60) as deriv:
            yield lambda: deriv.feed

    async def test_the_past_is_there(self, open_feed: OpenFeed) -> None:
        last = await open_feed().now() // 60 * 60
        past = await open_feed().history(last - 3600, last - 60)
        assert [candle.open_time for candle in past] == list(range(last - 3600, last, 60))


def _candle(open_time: int) -> Candle:
    return Candle(open_time=open_time, open=1, high=1, low=1, close=1)
