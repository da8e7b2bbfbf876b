"""Whole candle files as arrays."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from abutre.adapters.replay.candles import read_candles
from abutre.domain.errors import MarketDataError

TEXT = "epoch,open,high,low,close\n60,1.5,2,1,1.25\n120,1.250,2,1,1.2505\n240,3,3,3,3.00000000000000\n"


def test_without_a_symbol_the_decimals_are_those_that_the_file_needs(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv"
    path.write_text(TEXT)
    times, opens, closes, decimals = read_candles(path)
    assert decimals == 4
    assert list(times) == [60, 120, 240]
    assert list(opens) == [15_000, 12_500, 30_000]
    assert list(closes) == [12_500, 12_505, 30_000]


def test_with_a_symbol_the_decimals_are_its_own(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    _, opens, _, decimals = read_candles(path, 5)
    assert decimals == 5
    assert list(opens) == [150_000, 125_000, 300_000]
    with pytest.raises(MarketDataError, match=r":3: expected at most 2 decimals, found '1\.2505'.*--symbol"):
        read_candles(path, 2)


@pytest.mark.parametrize("decimals", [None, 4])
def test_parquet_gives_what_csv_gives(tmp_path: Path, decimals: int | None) -> None:
    csv, parquet = tmp_path / "candles.csv", tmp_path / "candles.parquet"
    csv.write_text(TEXT)
    columns: dict[str, list[object]] = {
        "epoch": [60, 120, 240],
        "open": [1.5, 1.25, 3.0],
        "high": [2.0, 2.0, 3.0],
        "low": [1, 1, 3],
        "close": [1.25, 1.2505, 3.0],
    }
    write_table(pa.table(columns), parquet)
    assert read_candles(parquet, decimals) == read_candles(csv, decimals)


@pytest.mark.parametrize(
    ("price", "decimals"), [("5", 0), ("5.0", 0), ("5.1", 1), ("5.120", 2), ("5.125", 3)]
)
def test_only_digits_that_say_something_are_decimals(tmp_path: Path, price: str, decimals: int) -> None:
    path = tmp_path / "candles.csv"
    path.write_text(f"epoch,open,high,low,close\n60,5,9,5,{price}\n")
    assert read_candles(path)[3] == decimals


def test_ten_decimals_are_exact_and_eleven_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv"
    path.write_text("epoch,open,high,low,close\n60,800000000.0000000001,900000000,1,1\n")
    _, opens, _, decimals = read_candles(path)
    assert (opens[0], decimals) == (8_000_000_000_000_000_001, 10)
    path.write_text("epoch,open,high,low,close\n60,1.00000000001,2,1,1\n")
    with pytest.raises(MarketDataError, match=r":2: expected at most 10 decimals, found .* round the prices"):
        read_candles(path)


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode().rstrip())
    assert len(read_candles(path)[0]) == 3


def test_a_file_of_ticks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text("epoch,quote\n1,1\n")
    with pytest.raises(MarketDataError, match=r"expected candles .* found ticks"):
        read_candles(path)
