from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from pyarrow import RecordBatch, Schema, Table

class ParquetFile:
    schema_arrow: Schema
    def __init__(self, source: Path, *, buffer_size: int = 0, pre_buffer: bool = True) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def iter_batches(self, batch_size: int = 65536, *, use_threads: bool = True) -> Iterator[RecordBatch]: ...

def write_table(table: Table, where: Path, *, row_group_size: int | None = None) -> None: ...
