"""The events of one entry after the other, read in one go: entries and events are in the same order."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from abutre.adapters.store.recording import AT_ONCE, event_rows
from abutre.adapters.store.schema import events


class Telling:
    """The table of events on `connection`, read forwards; whoever asks for earlier ones is served as well."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Iterator[Mapping[str, Any]] | None = None
        self._waiting: Mapping[str, Any] | None = None
        self._next = 0

    def of(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The rows that `body` vouches for, as far as they are there."""
        told = body.get("events")
        if told is None:
            return []
        first, end = told["first"], told["first"] + told["count"]
        if first < self._next:
            return list(event_rows(self._connection, body))
        if self._rows is None:
            self._rows = self._from(first)
            self._waiting = next(self._rows, None)
        self._next = end
        found: list[Mapping[str, Any]] = []
        while self._waiting is not None and self._waiting["seq"] < end:
            if self._waiting["seq"] >= first:
                found.append(self._waiting)
            self._waiting = next(self._rows, None)
        return found

    def _from(self, seq: int) -> Iterator[Mapping[str, Any]]:
        query = select(events).where(events.c.seq >= seq).order_by(events.c.seq)
        for row in self._connection.execute(query, execution_options={"yield_per": AT_ONCE}):
            yield row._asdict()
