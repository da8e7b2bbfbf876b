# What Abutre uses of pyarrow, which ships no types.

from collections.abc import Mapping, Sequence

from pyarrow import types as types

class ArrowException(Exception): ...  # noqa: N818 (pyarrow's name)
class DataType: ...

class Schema:
    names: list[str]
    types: list[DataType]

class Array:
    def to_pylist(self) -> list[int | float | None]: ...

class RecordBatch:
    columns: list[Array]

class Table: ...

def table(data: Mapping[str, Sequence[object]]) -> Table: ...
def total_allocated_bytes() -> int: ...
