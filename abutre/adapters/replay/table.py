"""Opens a market file, whichever format it is kept in."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from abutre.adapters.replay.csv_table import CsvTable
from abutre.adapters.replay.layout import EXPECTED, Kind, Row
from abutre.adapters.replay.prices import PriceScale
from abutre.domain.errors import MarketDataError

_PARQUET = b"PAR1"
_GZIP = b"\x1f\x8b"


class Table(Protocol):
    """An open market file."""

    @property
    def kind(self) -> Kind:
        """What its rows are."""
        ...

    def rows(self, scale: PriceScale) -> Iterator[Row]:
        """Every row, one at a time, in the file's order; called once.

        Raises:
            MarketDataError: at the first row that holds no numbers or that cannot be read.
        """
        ...


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open `path`; what it is shows in its first bytes.

    Raises:
        MarketDataError: it cannot be read, or is no market file.
    """
    try:
        file = path.open("rb")
        start = file.peek(len(_PARQUET))
    except OSError as error:
        reason = f"expected a CSV or Parquet file of {EXPECTED}, found that it cannot be read"
        raise MarketDataError(str(path), None, f"{reason} ({error.strerror})") from None
    with file:
        if start.startswith(_PARQUET):
            from abutre.adapters.replay.parquet_table import ParquetTable  # noqa: PLC0415 (slow to import)

            with ParquetTable(path) as table:
                yield table
        elif start.startswith(_GZIP):
            # Lines come several times faster through a buffer of its own.
            with BufferedReader(gzip.open(file)) as unzipped:
                yield CsvTable(path, unzipped)
        else:
            yield CsvTable(path, file)


def kind_of(path: Path) -> Kind:
    """What the file holds, by its header. Raises MarketDataError when it is no market file."""
    with open_table(path) as table:
        return table.kind
