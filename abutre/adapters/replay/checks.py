"""The rules that rows of a market file keep among themselves."""

from collections.abc import Iterator
from pathlib import Path

from abutre.adapters.replay.layout import Row
from abutre.adapters.replay.prices import PriceScale
from abutre.adapters.replay.table import Table
from abutre.domain.errors import MarketDataError
from abutre.domain.model import MINUTE

_LAST_EPOCH = 10**11 - MINUTE
"""Latest epoch the engine takes, with room for a candle's minute."""


def checked_rows(table: Table, path: Path, scale: PriceScale) -> Iterator[Row]:
    """The rows of `table`, every one checked.

    Raises:
        MarketDataError: at the first row that breaks a rule, or when there is no row at all.
    """
    candles = table.kind == "candles"
    last = -1
    for row in table.rows(scale):
        number, epoch = row[0], row[1]
        if not last < epoch <= _LAST_EPOCH:
            expected = f"later than the row before ({last})" if epoch <= last else f"at most {_LAST_EPOCH}"
            raise MarketDataError(str(path), number, f"expected an epoch {expected}, found {epoch}")
        if candles:
            if epoch % MINUTE:
                reason = f"expected a candle that opens on a full minute (a multiple of 60), found {epoch}"
                raise MarketDataError(str(path), number, reason)
            _check_range(row, path, scale)
        last = epoch
        yield row
    if last < 0:
        raise MarketDataError(str(path), None, "expected rows under the header, found none")


def _check_range(row: Row, path: Path, scale: PriceScale) -> None:
    number, _, open_, high, low, close = row
    if high < open_ or high < close:
        least = scale.price(max(open_, close))
        reason = f"expected a high of at least {least} (open and close), found {scale.price(high)}"
        raise MarketDataError(str(path), number, reason)
    if low > open_ or low > close:
        most = scale.price(min(open_, close))
        reason = f"expected a low of at most {most} (open and close), found {scale.price(low)}"
        raise MarketDataError(str(path), number, reason)
