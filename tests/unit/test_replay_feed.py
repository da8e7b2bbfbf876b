"""A market played from a file."""

import asyncio
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from abutre.adapters.replay.feed import ReplayFeed
from abutre.domain.errors import MarketDataError
from abutre.domain.model import Candle, Tick
from abutre.domain.symbols import symbol_named
from tests.fakes.clock import FakeClock

V100 = symbol_named("V100")


def ticks(path: Path, count: int) -> Path:
    with path.open("w") as file:
        file.write("epoch,quote\n")
        file.writelines(f"{1_700_000_000 + 2 * n},{600 + n % 100}.51\n" for n in range(count))
    return path


def candles(path: Path, count: int) -> Path:
    rows = "".join(f"{1_699_999_980 + 60 * n},1.00,1.05,0.95,1.01\n" for n in range(count))
    path.write_text("epoch,open,high,low,close\n" + rows)
    return path


def replayed(path: Path, *, clock: FakeClock, speed: float) -> ReplayFeed:
    return ReplayFeed(path=path, symbol=V100, speed=speed, clock=clock)


async def test_the_market_opens_at_the_files_first_epoch(tmp_path: Path) -> None:
    clock = FakeClock()
    of_ticks = replayed(ticks(tmp_path / "ticks.csv", 3), clock=clock, speed=0)
    of_candles = replayed(candles(tmp_path / "candles.csv", 3), clock=clock, speed=0)
    assert await of_ticks.now() == 1_700_000_000
    assert await of_candles.now() == 1_699_999_980
    assert (of_ticks.kind, of_candles.kind) == ("ticks", "candles")


async def test_the_time_of_a_candle_is_its_close(tmp_path: Path) -> None:
    feed = replayed(candles(tmp_path / "candles.csv", 3), clock=FakeClock(), speed=0)
    await anext(feed.stream(0))
    assert await feed.now() == 1_700_000_040


async def test_a_resumed_candle_market_skips_what_closed_by_then(tmp_path: Path) -> None:
    feed = replayed(candles(tmp_path / "candles.csv", 4), clock=FakeClock(), speed=0)
    rest = [item async for item in feed.stream(1_700_000_100)]
    assert [item.open_time for item in rest if isinstance(item, Candle)] == [1_700_000_100, 1_700_000_160]


async def test_skipping_takes_no_market_time_and_lets_others_have_their_turn(tmp_path: Path) -> None:
    clock = FakeClock()
    feed = replayed(ticks(tmp_path / "ticks.csv", 2_000), clock=clock, speed=1)
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    before = clock.monotonic()
    first = await anext(feed.stream(1_700_000_000 + 2 * 1_990))
    task.cancel()
    assert first == Tick(epoch=1_700_000_000 + 2 * 1_991, quote=69_151)
    assert clock.monotonic() == before
    assert turns >= 5


async def test_nothing_later_ends_the_stream(tmp_path: Path) -> None:
    feed = replayed(ticks(tmp_path / "ticks.csv", 5), clock=FakeClock(), speed=0)
    assert [item async for item in feed.stream(1_800_000_000)] == []


@pytest.mark.parametrize(("speed", "seconds"), [(1, 198), (600, 0.33), (0, 0)])
async def test_the_speed_is_market_seconds_per_second(tmp_path: Path, speed: float, seconds: float) -> None:
    clock = FakeClock()
    feed = replayed(ticks(tmp_path / "ticks.csv", 100), clock=clock, speed=speed)
    before = clock.monotonic()
    assert len([item async for item in feed.stream(0)]) == 100
    assert clock.monotonic() - before == pytest.approx(seconds)


async def test_the_file_is_closed_when_the_consumer_stops(tmp_path: Path) -> None:
    stream = replayed(ticks(tmp_path / "ticks.csv", 5), clock=FakeClock(), speed=0).stream(0)
    await anext(stream)
    await stream.aclose()
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


@pytest.mark.slow
async def test_a_long_file_does_not_fill_the_memory(tmp_path: Path) -> None:
    feed = replayed(ticks(tmp_path / "ticks.csv", 300_000), clock=FakeClock(), speed=0)
    seen = 0
    tracemalloc.start()
    async for _ in feed.stream(0):
        seen += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen == 300_000
    assert peak < 1_000_000


async def test_a_long_row_group_of_parquet_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "ticks.parquet"
    count = 1_000_000
    prices = [600 + n * n % 99_991 / 100 for n in range(count)]
    write_table(pa.table({"epoch": list(range(count)), "quote": prices}), path, row_group_size=count)
    del prices
    before = pa.total_allocated_bytes()
    stream = replayed(path, clock=FakeClock(), speed=0).stream(0)
    for _ in range(5_000):
        await anext(stream)
    held = pa.total_allocated_bytes() - before
    await stream.aclose()
    assert path.stat().st_size > 5_000_000
    assert held < 5_000_000


async def test_a_file_without_line_ends_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = ticks(tmp_path / "ticks.csv", 3)
    with path.open("ab") as file:
        file.write(b"7" * 20_000_000)
    tracemalloc.start()
    with pytest.raises(MarketDataError, match=":5: "):
        async for _ in replayed(path, clock=FakeClock(), speed=0).stream(0):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
