"""The journal gone through whole: the chain, the events it vouches for, and what was made of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import DBAPIError

from abutre.adapters.store.chain import BEGINNING, Kind, Link, digest_of, digest_of_events, hash_of
from abutre.adapters.store.checkpoint import complaint_about
from abutre.adapters.store.folding import Fold
from abutre.adapters.store.recording import AT_ONCE, recorded
from abutre.adapters.store.schema import entries, events, run_state, runs, snapshots
from abutre.adapters.store.telling import Telling


class Verification:
    """One reading of the whole journal, on `connection`; `checkpoint` was read before the connection began.

    Attributes:
        entries: how many were read.
        newest: the last one read.
    """

    def __init__(self, connection: Connection, checkpoint: Link | None) -> None:
        self._connection = connection
        self._checkpoint = checkpoint
        self._fold = Fold()
        self._telling = Telling(connection)
        self._states: dict[int, tuple[int, str]] = {}
        self._first_event = 0
        self._next_event: int | None = None
        self.entries = 0
        self.newest = BEGINNING

    def complaints(self) -> Iterator[str]:
        """What does not hold, one line each, naming the entry; nothing when all is well."""
        query = select(entries).order_by(entries.c.id)
        for row in self._connection.execute(query, execution_options={"yield_per": AT_ONCE}):
            yield from self._chain(row)
            if row.body is None:
                continue
            if digest_of(row.body) != row.digest:
                yield f"entry {row.id}: its body was changed"
            else:
                yield from self._body(row)
        complaint = complaint_about(self._connection, self._checkpoint)
        if complaint is not None:
            yield complaint
        yield from self._events_of_nobody()
        yield from self._engines()
        yield from self._fold.differences(self._connection)

    def _chain(self, row: Row[Any]) -> Iterator[str]:
        before, self.newest = self.newest, Link(number=row.id, hash=row.hash)
        self.entries += 1
        if missing := range(before.number + 1, row.id):
            yield f"entry {missing[0]}: missing{f', up to entry {missing[-1]}' if len(missing) > 1 else ''}"
        elif row.hash != _hash(before, row):
            yield f"entry {row.id}: changed, inserted or moved: its hash does not follow from the one before"

    def _body(self, row: Row[Any]) -> Iterator[str]:
        if row.kind != Kind.TRADING.value:
            return
        try:
            body = json.loads(row.body)
            told = self._telling.of(body)
            yield from self._told(row, body, told)
            yield from self._run(row, body)
            if "state" in body:
                self._states[row.run_id] = (row.id, body["state"])
                if body.get("events") is None or len(told) == body["events"]["count"]:
                    self._fold.take(recorded(row, body, told))
        except (ValueError, KeyError, TypeError, AttributeError):
            yield f"entry {row.id}: its body or its events are not such as abutre writes"
        except DBAPIError as error:
            yield f"entry {row.id}: it does not follow from the entries before it ({error.orig})"

    def _run(self, row: Row[Any], body: dict[str, Any]) -> Iterator[str]:
        if "run" in body:
            run = self._connection.execute(select(runs).where(runs.c.run_id == row.run_id)).one_or_none()
            if run is None or run._asdict() != body["run"]:
                yield f"entry {row.id}: the run {row.run_id} that it began was changed"
            self._fold.begin(body["run"])

    def _told(self, row: Row[Any], body: dict[str, Any], told: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        if body.get("events") is None:
            return
        first, count = body["events"]["first"], body["events"]["count"]
        if self._next_event is None:
            self._first_event = first
        elif first != self._next_event:
            yield f"entry {row.id}: its first event is {first}, expected {self._next_event}"
        self._next_event = first + count
        if len(told) != count:
            found = {event["seq"] for event in told}
            missing = next(seq for seq in range(first, first + count) if seq not in found)
            yield f"entry {row.id}: event {missing} is missing"
        elif digest_of_events(told) != body["events"]["digest"]:
            which = f"event {first}" if count == 1 else f"one of the events {first} to {first + count - 1}"
            yield f"entry {row.id}: {which} was changed"

    def _events_of_nobody(self) -> Iterator[str]:
        strangers = select(events.c.seq)
        if self._next_event is not None:
            vouched = events.c.seq.between(self._first_event, self._next_event - 1)
            strangers = strangers.where(~vouched)
        for seq in self._connection.scalars(strangers.order_by(events.c.seq)):
            yield f"event {seq}: no entry vouches for it"

    def _engines(self) -> Iterator[str]:
        kept = select(run_state.c.run_id, run_state.c.state)
        for run_id, state in self._connection.execute(kept):
            number, digest = self._states.get(run_id, (0, None))
            if digest is not None and digest_of(state) != digest:
                yield f"entry {number}: the engine of run {run_id} is kept otherwise than it left it"
        of_snapshots = select(snapshots.c.entry_id, snapshots.c.state, entries.c.body, entries.c.digest)
        for number, state, body, digest in self._connection.execute(of_snapshots.join(entries)):
            # A body that was changed itself was named above, and says nothing here.
            is_known = body is not None and digest_of(body) == digest
            if is_known and f'"state":"{digest_of(state)}"' not in body:
                yield f"entry {number}: its snapshot of the engine was changed"


def _hash(before: Link, row: Row[Any]) -> str:
    return hash_of(
        before.hash, number=row.id, run_id=row.run_id, epoch=row.epoch, kind=row.kind, digest=row.digest
    )
