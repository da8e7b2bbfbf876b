"""Contracts, trades and equity made again from the entries, and compared with those in the database."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, create_engine, select

from abutre.adapters.store.projections import projected
from abutre.adapters.store.schema import contracts, equity, metadata, trades
from abutre.domain.records import Recorded


class Fold:
    """An empty database in memory that takes entries. What began before the first one is not compared."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://")
        self._scratch = self._engine.connect()
        metadata.create_all(self._scratch)
        self._from_the_start: set[int] = set()

    def begin(self, run: dict[str, Any]) -> None:
        """Take in that `run` began: from here on all of it is known."""
        self._from_the_start.add(run["run_id"])

    def take(self, entry: Recorded) -> None:
        """Bring everything up to date with `entry`."""
        for statement in projected(entry):
            self._scratch.execute(statement)

    def differences(self, connection: Connection) -> Iterator[str]:
        """Where the tables on `connection` are not what the entries say; ends the fold."""
        try:
            yield from self._by_number(connection, contracts, "the contract of intent")
            yield from self._by_number(connection, trades, "trade")
            yield from self._equity(connection)
        finally:
            self._scratch.close()
            self._engine.dispose()

    def _by_number(self, connection: Connection, table: Table, name: str) -> Iterator[str]:
        expected, found = _rows(self._scratch, table), _rows(connection, table)
        first = min(expected, default=None)
        for number in sorted(expected.keys() | found.keys()):
            if number not in expected:
                known = found[number].run_id in self._from_the_start or (first is not None and number > first)
                if known:
                    yield f"{name} {number}: no entry tells of it"
            elif number not in found:
                yield f"{name} {number}: missing, though entries tell of it"
            elif (told := expected[number]) != (kept := found[number]):
                wrong = [column for column in told._fields if getattr(told, column) != getattr(kept, column)]
                yield f"{name} {number}: not as the entries tell: {', '.join(wrong)}"

    def _equity(self, connection: Connection) -> Iterator[str]:
        expected, found = _points(self._scratch), _points(connection)
        for run_id in sorted(expected.keys() | found.keys()):
            told, kept = expected.get(run_id, []), found.get(run_id, [])
            if run_id not in self._from_the_start:
                kept = kept[max(len(kept) - len(told), 0) :]
            if told != kept:
                yield f"equity of run {run_id}: not as the entries tell"


def _rows(connection: Connection, table: Table) -> dict[int, Row[Any]]:
    return {row[0]: row for row in connection.execute(select(table))}


def _points(connection: Connection) -> dict[int, list[tuple[int, int]]]:
    points: dict[int, list[tuple[int, int]]] = {}
    for row in connection.execute(select(equity).order_by(equity.c.id)):
        points.setdefault(row.run_id, []).append((row.epoch, row.balance))
    return points
