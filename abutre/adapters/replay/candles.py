"""Whole candle files for research: opens and closes as arrays of exact integers."""

from array import array
from pathlib import Path

from abutre.adapters.replay.checks import checked_rows
from abutre.adapters.replay.prices import MAX_DECIMALS, FinestScale, PriceScale
from abutre.adapters.replay.table import open_table
from abutre.domain.errors import MarketDataError


def read_candles(
    path: Path, decimals: int | None = None
) -> tuple["array[int]", "array[int]", "array[int]", int]:
    """Read a candle file (CSV, gzipped CSV or Parquet).

    Args:
        path: the file.
        decimals: digits behind the point of a pip, 0 … 10; None for as many as the opens and closes of
            the file need.

    Returns:
        Open times in epoch seconds, opens and closes in multiples of 10**-decimals, and the decimals.

    Raises:
        MarketDataError: a malformed row, prices of more decimals, or a file that holds no candles.
    """
    scale = FinestScale() if decimals is None else _scale(decimals)
    times, opens, closes = array("q"), array("q"), array("q")
    with open_table(path) as table:
        if table.kind != "candles":
            reason = f"expected candles (epoch,open,high,low,close), found {table.kind}"
            raise MarketDataError(str(path), None, reason)
        for _, epoch, open_, _, _, close in checked_rows(table, path, scale):
            times.append(epoch)
            opens.append(open_)
            closes.append(close)
    if decimals is not None:
        return times, opens, closes, decimals
    needed = _decimals_needed(opens, closes)
    step = 10 ** (MAX_DECIMALS - needed)
    return times, array("q", (o // step for o in opens)), array("q", (c // step for c in closes)), needed


def _scale(decimals: int) -> PriceScale:
    return PriceScale(decimals=decimals, advice="choose the market of the file with --symbol")


def _decimals_needed(*columns: "array[int]") -> int:
    needed = 0
    for column in columns:
        for price in column:
            while price % 10 ** (MAX_DECIMALS - needed):
                needed += 1
    return needed
