"""A market file kept as Parquet."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from pyarrow import ArrowException
from pyarrow.parquet import ParquetFile
from pyarrow.types import is_floating, is_integer

from abutre.adapters.replay.layout import Kind, Row, bad_epoch, damaged, kind_under
from abutre.adapters.replay.prices import BadPriceError, PriceScale
from abutre.domain.errors import MarketDataError

_BATCH = 1024
"""Rows unpacked in one go: few enough to keep nobody waiting."""

_BUFFER = 1 << 16
"""Bytes read ahead per column; without it a whole row group would be held in memory."""

_BROKEN = (OSError, ArrowException)


class ParquetTable:
    """An open Parquet file."""

    kind: Kind

    def __init__(self, path: Path) -> None:
        """Read the schema.

        Raises:
            MarketDataError: the file is damaged, of other columns, or they hold no numbers.
        """
        self._path = path
        try:
            self._file = ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
        except _BROKEN as error:
            raise MarketDataError(str(path), None, damaged(error)) from None
        schema = self._file.schema_arrow
        self.kind = kind_under(schema.names, path, None)
        for name, type_ in zip(schema.names, schema.types, strict=True):
            whole = is_integer(type_)
            if not whole and (name == "epoch" or not is_floating(type_)):
                wanted = "integers" if name == "epoch" else "doubles"
                reason = f"expected column {name} to hold {wanted}, found {type_}"
                raise MarketDataError(str(path), None, reason)

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.__exit__(kind, error, trace)

    def rows(self, scale: PriceScale) -> Iterator[Row]:
        """Every row. Raises MarketDataError at the first that is malformed."""
        to_pips = scale.from_number
        number = 0
        try:
            for batch in self._file.iter_batches(_BATCH, use_threads=False):
                columns = [column.to_pylist() for column in batch.columns]
                for epoch, *prices in zip(*columns, strict=True):
                    number += 1
                    if not isinstance(epoch, int):
                        raise MarketDataError(str(self._path), number, bad_epoch("null"))
                    yield (number, epoch, *map(to_pips, prices))
        except BadPriceError as bad:
            raise MarketDataError(str(self._path), number, str(bad)) from None
        except _BROKEN as error:
            raise MarketDataError(str(self._path), number + 1, damaged(error)) from None
