"""Everything a store knows, from one database into another, in one transaction, counted and verified."""

from sqlalchemy import Connection, Table, delete, func, insert, select

from abutre.adapters.store.backend import Backend
from abutre.adapters.store.chain import newest
from abutre.adapters.store.checkpoint import Checkpoint, complaint_about
from abutre.adapters.store.schema import metadata
from abutre.adapters.store.server import Place
from abutre.adapters.store.verification import Verification
from abutre.domain.errors import StoreError

_AT_ONCE = 1_000
"""Rows in memory at a time."""


def fill(target: Connection, source: Backend, place: Place, *, replace: bool) -> int:
    """Put everything that `source` knows into `target`, called `place`; the number of rows.

    Raises:
        StoreError: `target` knows something and `replace` does not allow to forget it, or what arrived is
            not what was sent, its chain is broken, or it is older than what was here. The transaction must
            then be given up.
    """
    if not replace and count_all(target):
        raise StoreError(
            f"{place}: expected an empty store, found one that knows something. Nothing was changed; "
            "to forget what it knows, restore with --replace."
        )
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    with source.snapshot() as snapshot:
        for table in metadata.sorted_tables:
            _copy(snapshot, target, table)
        sent = {table.name: _count(snapshot, table) for table in metadata.sorted_tables}
    arrived = {table.name: _count(target, table) for table in metadata.sorted_tables}
    if arrived != sent:
        raise StoreError(f"{place}: expected rows as in {sent}, found {arrived}. Nothing was changed.")
    if complaints := list(Verification(target, newest(target)).complaints()):
        raise StoreError(f"{place}: {complaints[0]}. Nothing was changed.")
    known = Checkpoint(place).read()
    if not replace and known is not None and (complaint := complaint_about(target, known)) is not None:
        raise StoreError(
            f"{place}: {complaint}. Nothing was changed; "
            "to go back to an older state, restore with --replace."
        )
    return sum(arrived.values())


def count_all(connection: Connection) -> int:
    """Rows of all tables together."""
    return sum(_count(connection, table) for table in metadata.sorted_tables)


def _copy(source: Connection, target: Connection, table: Table) -> None:
    every = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    for rows in source.execute(every).mappings().partitions():
        target.execute(insert(table), [dict(row) for row in rows])
    numbered = table.autoincrement_column
    if numbered is not None and target.dialect.name == "postgresql":
        # Rows that bring their numbers along leave PostgreSQL's own counter where it was.
        newest = select(func.max(numbered)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(table.name, numbered.name)
        target.execute(select(func.setval(sequence, newest)))


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
