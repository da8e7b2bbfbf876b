"""Malformed market files: every one is an error with file, line, found and expected."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from abutre.adapters.replay.candles import read_candles
from abutre.adapters.replay.feed import ReplayFeed
from abutre.domain.errors import MarketDataError
from abutre.domain.symbols import symbol_named
from tests.fakes.clock import FakeClock

TICKS = b"epoch,quote\n1700000000,619.51\n1700000002,619.52\n"
CANDLES = b"epoch,open,high,low,close\n1699999980,619.51,619.60,619.40,619.55\n"
COLUMNS = ("epoch", "open", "high", "low", "close")


async def failure(path: Path) -> MarketDataError:
    feed = ReplayFeed(path=path, symbol=symbol_named("V100"), speed=0, clock=FakeClock())
    with pytest.raises(MarketDataError) as caught:
        async for _ in feed.stream(0):
            pass
    assert str(caught.value).startswith(str(path))
    assert caught.value.path == str(path)
    return caught.value


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", None, "expected the header .* found an empty file"),
        (b"1700000000,619.51\n", 1, "expected the columns epoch,quote or .* found '1700000000,619.51'"),
        (b"epoch,price\n", 1, "expected the columns .* found 'epoch,price'"),
        (b"\x00\xff\xfe\n", 1, "expected the columns"),
        (b"epoch,quote\n", None, "expected rows under the header, found none"),
        (TICKS + b"1700000004\n", 4, r"expected 2 columns \(epoch,quote\), found '1700000004'"),
        (TICKS + b"1700000004,619.51,1\n", 4, "expected 2 columns"),
        (TICKS + b"\n", 4, "expected 2 columns .* found ''"),
        (TICKS + b"x,619.51\n", 4, "expected an epoch in whole seconds, found 'x'"),
        (TICKS + b"1700000004.5,619.51\n", 4, "expected an epoch in whole seconds"),
        (TICKS + b"-5,619.51\n", 4, "expected an epoch in whole seconds"),
        (TICKS + b"1700000002,619.51\n", 4, "expected an epoch later than .* found 1700000002"),
        (TICKS + b"1700000001,619.51\n", 4, r"later than the row before \(1700000002\), found 1700000001"),
        (TICKS + b"1700000004000,619.51\n", 4, "expected an epoch at most .* found 1700000004000"),
        (TICKS + b"1700000004,NaN\n", 4, "expected a price .* found 'NaN'"),
        (TICKS + b"1700000004,0\n", 4, "expected a price .* found '0'"),
        (TICKS + b"1700000004,-2\n", 4, "expected a price .* found '-2'"),
        (TICKS + b"1700000004,caf\xe9\n", 4, r"expected a price .* found 'caf\\\\xe9'"),
        (TICKS + b"1700000004,619.511\n", 4, "found '619.511'; V100 has 2: .* --symbol"),
        (TICKS + b"1700000004,1" + b"0" * 9_000, 4, "expected a price"),
        (CANDLES + b"1700000041,1,1,1,1\n", 3, "expected a candle that opens on a full minute"),
        (CANDLES + b"1699999980,1,1,1,1\n", 3, "expected an epoch later than"),
        (CANDLES + b"1699999920,1,1,1,1\n", 3, "expected an epoch later than"),
        (CANDLES + b"1700000040,2,1.99,1,1.5\n", 3, r"expected a high of at least 2.00 .* found 1.99"),
        (CANDLES + b"1700000040,1,1.99,1,2\n", 3, r"expected a high of at least 2.00 .* found 1.99"),
        (CANDLES + b"1700000040,1,3,1.01,2\n", 3, r"expected a low of at most 1.00 .* found 1.01"),
        (CANDLES + b"1700000040,2,3,1.01,1\n", 3, r"expected a low of at most 1.00 .* found 1.01"),
        (CANDLES + b"1700000040,2,3,x,1\n", 3, "expected a price"),
    ],
)
async def test_a_malformed_csv_names_its_line(
    tmp_path: Path,
    content: bytes,
    line: int | None,
    words: str,
    zipped: bool,  # noqa: FBT001 (a case)
) -> None:
    path = tmp_path / "market.csv"
    path.write_bytes(gzip.compress(content) if zipped else content)
    error = await failure(path)
    assert error.line == line
    assert error.args[0] == str(error)
    with pytest.raises(MarketDataError, match=words):
        raise error


async def test_rows_before_the_malformed_one_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "market.csv"
    path.write_bytes(TICKS + b"oops\n")
    feed = ReplayFeed(path=path, symbol=symbol_named("V100"), speed=0, clock=FakeClock())
    stream = feed.stream(0)
    epochs = [(await anext(stream)), (await anext(stream))]
    assert len(epochs) == 2
    with pytest.raises(MarketDataError, match="oops"):
        await anext(stream)


async def test_a_row_that_is_skipped_is_checked_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "market.csv"
    path.write_bytes(TICKS + b"1700000001,1\n1700000009,1\n")
    feed = ReplayFeed(path=path, symbol=symbol_named("V100"), speed=0, clock=FakeClock())
    with pytest.raises(MarketDataError, match=":4: "):
        await anext(feed.stream(1_700_000_005))


async def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    error = await failure(tmp_path / "none.csv")
    assert "No such file" in str(error)
    assert "CSV or Parquet" in str(error)


async def test_a_folder_is_no_market_file(tmp_path: Path) -> None:
    assert "cannot be read" in str(await failure(tmp_path))


async def test_a_missing_file_shows_when_the_time_is_asked_for(tmp_path: Path) -> None:
    feed = ReplayFeed(path=tmp_path / "none.csv", symbol=symbol_named("V100"), speed=0, clock=FakeClock())
    with pytest.raises(MarketDataError):
        await feed.now()
    with pytest.raises(MarketDataError):
        assert feed.kind


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _scramble(content: bytes) -> bytes:
    return content[:30] + bytes(200) + content[230:]


@pytest.mark.parametrize("spoil", [_cut, _scramble])
async def test_a_damaged_gzip_file_is_said_to_be_damaged(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    rows = b"".join(b"%d,%d.51\n" % (1_700_000_000 + n, 600 + n * n % 97) for n in range(5_000))
    path = tmp_path / "market.csv.gz"
    path.write_bytes(spoil(gzip.compress(b"epoch,quote\n" + rows)))
    error = await failure(path)
    assert error.line is not None
    assert "cut short or damaged" in str(error)


async def test_a_gzip_file_that_ends_in_its_first_bytes_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "market.csv.gz"
    path.write_bytes(gzip.compress(TICKS)[:12])
    assert (await failure(path)).line == 1


@pytest.mark.parametrize("size", [4, 100, 2_000])
async def test_a_damaged_parquet_file_is_said_to_be_damaged(tmp_path: Path, size: int) -> None:
    path = tmp_path / "market.parquet"
    write_table(pa.table({"epoch": list(range(1, 5_000)), "quote": [1.5] * 4_999}), path)
    path.write_bytes(path.read_bytes()[:size])
    assert "cut short or damaged" in str(await failure(path))


async def test_a_parquet_file_damaged_inside_names_the_row_it_got_to(tmp_path: Path) -> None:
    path = tmp_path / "market.parquet"
    prices = [1 + n * n % 9_973 / 100 for n in range(50_000)]
    write_table(pa.table({"epoch": list(range(1, 50_001)), "quote": prices}), path, row_group_size=10_000)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = b"\xff" * 2_000
    path.write_bytes(content)
    error = await failure(path)
    assert error.line is not None
    assert error.line > 10_000


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((1_700_000_040, 2.0, 1.99, 1.0, 1.5), "expected a high"),
        ((1_700_000_041, 2.0, 2.0, 2.0, 2.0), "full minute"),
        ((1_700_000_040, float("nan"), 2.0, 2.0, 2.0), "found 'nan'"),
        ((1_700_000_040, None, 2.0, 2.0, 2.0), "found 'null'"),
        ((None, 2.0, 2.0, 2.0, 2.0), "expected an epoch in whole seconds, found 'null'"),
        ((1_700_000_040, 2.001, 3.0, 2.0, 2.0), "expected at most 2 decimals, found '2.001'; V100 has 2"),
        ((1_699_999_980, 2.0, 2.0, 2.0, 2.0), "expected an epoch later than"),
        ((-60, 2.0, 2.0, 2.0, 2.0), "expected an epoch later than"),
    ],
)
async def test_a_malformed_parquet_row_names_its_number(
    tmp_path: Path, row: tuple[float | None, ...], words: str
) -> None:
    path = tmp_path / "market.parquet"
    rows = [(1_699_999_980, 2.0, 2.0, 2.0, 2.0), row]
    write_table(pa.table(dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))), path)
    error = await failure(path)
    assert error.line == 2
    assert words in str(error)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"epoch": [1], "price": [1.0]}, "expected the columns epoch,quote or .* found 'epoch,price'"),
        ({"epoch": [1.5], "quote": [1.0]}, "expected column epoch to hold integers, found double"),
        ({"epoch": [1], "quote": ["1"]}, "expected column quote to hold doubles, found string"),
        ({"epoch": [], "quote": []}, "expected column"),
    ],
)
async def test_a_parquet_file_of_other_columns_is_refused(
    tmp_path: Path, columns: dict[str, list[object]], words: str
) -> None:
    path = tmp_path / "market.parquet"
    write_table(pa.table(columns), path)
    error = await failure(path)
    with pytest.raises(MarketDataError, match=words):
        raise error


def test_read_candles_keeps_the_same_rules(tmp_path: Path) -> None:
    path = tmp_path / "market.csv"
    path.write_bytes(CANDLES + b"1700000040,2,1.99,1,1.5\n")
    with pytest.raises(MarketDataError, match=r":3: expected a high of at least 2\.0* .* found 1\.99"):
        read_candles(path)
