"""The two layouts of a market file, and the row that every format is read into."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from abutre.adapters.replay.prices import shown
from abutre.domain.errors import MarketDataError

Kind = Literal["ticks", "candles"]

Row = tuple[int, ...]
"""1-based number of the line or row, epoch, then the prices in pips in the header's order."""

HEADERS: Mapping[tuple[str, ...], Kind] = {
    ("epoch", "quote"): "ticks",
    ("epoch", "open", "high", "low", "close"): "candles",
}

EXPECTED = " or ".join(",".join(columns) for columns in HEADERS)


def kind_under(columns: Sequence[str], path: Path, line: int | None) -> Kind:
    """What a file with these columns holds. Raises MarketDataError when it is neither layout."""
    kind = HEADERS.get(tuple(columns))
    if kind is None:
        found = shown(",".join(columns))
        raise MarketDataError(str(path), line, f"expected the columns {EXPECTED}, found {found}")
    return kind


def bad_epoch(found: object) -> str:
    """Say that an epoch is not one."""
    return f"expected an epoch in whole seconds, found {shown(found)}"


def damaged(error: Exception) -> str:
    """Say that the file cannot be read any further."""
    return f"expected another row, found the file cut short or damaged ({error}); get it again"
