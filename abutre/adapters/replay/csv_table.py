"""A market file kept as CSV."""

import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from abutre.adapters.replay.layout import EXPECTED, Kind, Row, bad_epoch, damaged, kind_under
from abutre.adapters.replay.prices import BadPriceError, PriceScale, shown
from abutre.domain.errors import MarketDataError

_LONGEST_LINE = 1024
"""Bytes read in one go: a file without line ends must not fill the memory."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BROKEN = (OSError, EOFError, zlib.error)


class CsvTable:
    """An open CSV file, plain or unzipped on the way."""

    kind: Kind

    def __init__(self, path: Path, file: BinaryIO) -> None:
        """Read the header.

        Raises:
            MarketDataError: the file is empty, damaged, or of other columns.
        """
        self._path = path
        self._read_line = partial(file.readline, _LONGEST_LINE)
        try:
            header = self._read_line()
        except _BROKEN as error:
            raise MarketDataError(str(path), 1, damaged(error)) from None
        if not header:
            raise MarketDataError(str(path), None, f"expected the header {EXPECTED}, found an empty file")
        text = header.removeprefix(_BYTE_ORDER_MARK).strip().decode("ascii", "backslashreplace")
        self._columns = text.split(",")
        self.kind = kind_under(self._columns, path, 1)

    def rows(self, scale: PriceScale) -> Iterator[Row]:
        """Every row. Raises MarketDataError at the first that is malformed."""
        width = len(self._columns)
        to_pips = scale.from_text
        number = 1
        try:
            for number, line in enumerate(iter(self._read_line, b""), 2):
                epoch, *prices = line.rstrip(b"\r\n").split(b",")
                if len(prices) + 1 != width:
                    raise self._wrong_width(number, line)
                if not epoch.isdigit():
                    raise MarketDataError(str(self._path), number, bad_epoch(epoch))
                yield (number, int(epoch), *map(to_pips, prices))
        except BadPriceError as bad:
            raise MarketDataError(str(self._path), number, str(bad)) from None
        except _BROKEN as error:
            raise MarketDataError(str(self._path), number + 1, damaged(error)) from None

    def _wrong_width(self, number: int, line: bytes) -> MarketDataError:
        found = shown(line.rstrip(b"\r\n"))
        reason = f"expected {len(self._columns)} columns ({','.join(self._columns)}), found {found}"
        return MarketDataError(str(self._path), number, reason)
