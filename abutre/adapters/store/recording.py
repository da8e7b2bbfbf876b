"""The journal read back from its chain: entries as they were committed, and as lines to take away."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.chain import Kind
from abutre.adapters.store.schema import entries, events, snapshots
from abutre.adapters.store.server import Place
from abutre.adapters.store.text import to_json
from abutre.domain.codec import decode_effect, decode_fact
from abutre.domain.records import Recorded, Snapshot

AT_ONCE = 500
"""Rows fetched at a time: memory does not grow with the journal."""


class SqlRecording:
    """The port `Recording` on the database at `place`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def snapshots(self) -> Sequence[Snapshot]:
        """Every engine that was kept, oldest first."""
        kept = select(snapshots).order_by(snapshots.c.entry_id)
        with backend_of(self._place).snapshot() as connection:
            return [
                Snapshot(number=row.entry_id, run_id=row.run_id, state=row.state)
                for row in connection.execute(kept)
            ]

    def entries(self, number: int) -> Iterator[Recorded]:
        """Entries from `number` on as of now, without audits and what was pruned."""
        wanted = select(entries).where(
            entries.c.id >= number, entries.c.kind == Kind.TRADING.value, entries.c.body.is_not(None)
        )
        with backend_of(self._place).snapshot() as connection:
            for row in connection.execute(
                wanted.order_by(entries.c.id), execution_options={"yield_per": AT_ONCE}
            ):
                body = json.loads(row.body)
                if "state" in body:
                    yield recorded(row, body, event_rows(connection, body))

    def lines(self) -> Iterator[str]:
        """Every entry as a line of JSON, oldest first: its columns, body as it was hashed, and events."""
        query = select(entries).order_by(entries.c.id)
        with backend_of(self._place).snapshot() as connection:
            for row in connection.execute(query, execution_options={"yield_per": AT_ONCE}):
                told = [] if row.body is None else event_rows(connection, json.loads(row.body))
                yield to_json(row._asdict() | {"told": told})


def event_rows(connection: Connection, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of `events` that `body` vouches for, as far as they are there."""
    told = body.get("events")
    if told is None:
        return []
    first, count = told["first"], told["count"]
    query = select(events).where(events.c.seq >= first, events.c.seq < first + count).order_by(events.c.seq)
    return [row._asdict() for row in connection.execute(query)]


def recorded(row: Row[Any], body: Mapping[str, Any], told: Sequence[Mapping[str, Any]]) -> Recorded:
    """The entry that `keeping` wrote as `row`, with `body` and the events `told`.

    Raises:
        KeyError: it is not what `keeping` writes.
        ValueError: as KeyError, or an event is missing.
    """
    if body.get("effects", []).count(None) != len(told):
        raise ValueError(f"expected {body['effects'].count(None)} events, found {len(told)}")
    payloads = (json.loads(event["payload"]) for event in told)
    effects = [
        decode_effect(next(payloads) if effect is None else effect) for effect in body.get("effects", ())
    ]
    return Recorded(
        number=row.id,
        run_id=row.run_id,
        epoch=row.epoch,
        facts=tuple(decode_fact(fact) for fact in body.get("facts", ())),
        effects=tuple(effects),
        state=body["state"],
    )
