"""What one transaction of the journal writes: an entry of the chain, and everything that follows from it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select

from abutre.adapters.store.chain import Kind, Link, appended, digest_of, digest_of_events
from abutre.adapters.store.projections import candle_rows, projected
from abutre.adapters.store.schema import entries, events, snapshots
from abutre.adapters.store.text import to_json
from abutre.adapters.store.upserts import keep_candles, keep_state
from abutre.domain.codec import encode, plain
from abutre.domain.events import Event, Sequenced
from abutre.domain.records import Entry, Run

DAY = 86_400

_INSERT_EVENTS = insert(events)
_INSERT_SNAPSHOT = insert(snapshots)


class Keeper:
    """Writes entries; remembers which day's snapshot it knows to be there."""

    def __init__(self) -> None:
        self._known: tuple[int, int] | None = None

    def begin(self, connection: Connection, tail: Link, run: Run, state: str | None) -> Link:
        """Write that `run` begins, and the engine it begins with if that is known; the new tail."""
        body = {"run": plain(run)} | ({} if state is None else {"state": digest_of(state)})
        epoch = run.started_at
        begun = appended(connection, tail, body, kind=Kind.TRADING, run_id=run.run_id, epoch=epoch)
        if state is not None:
            _snapshot(connection, begun, run.run_id, state)
        return begun

    def keep(self, connection: Connection, tail: Link, entry: Entry) -> Link:
        """Write `entry`; the new tail."""
        rows = [_event_row(entry, sequenced) for sequenced in entry.events]
        kept = {"run_id": entry.run_id, "epoch": entry.epoch}
        link = appended(connection, tail, _body(entry, rows), kind=Kind.TRADING, **kept)
        if rows:
            connection.execute(_INSERT_EVENTS, rows)
        if found := candle_rows(entry):
            keep_candles(connection, found)
        for statement in projected(entry):
            connection.execute(statement)
        keep_state(connection, kept | {"state": entry.state})
        self._keep_the_days_first(connection, link, entry)
        return link

    def _keep_the_days_first(self, connection: Connection, link: Link, entry: Entry) -> None:
        today = (entry.run_id, entry.epoch // DAY)
        if self._known == today:
            return
        newest = (
            select(func.max(entries.c.epoch))
            .join(snapshots, snapshots.c.entry_id == entries.c.id)
            .where(snapshots.c.run_id == entry.run_id)
        )
        epoch = connection.scalar(newest)
        if epoch is not None and epoch // DAY >= entry.epoch // DAY:
            self._known = today  # it was there before this transaction, whatever becomes of that
        else:
            _snapshot(connection, link, entry.run_id, entry.state)


def _snapshot(connection: Connection, link: Link, run_id: int, state: str) -> None:
    connection.execute(_INSERT_SNAPSHOT, {"entry_id": link.number, "run_id": run_id, "state": state})


def _body(entry: Entry, rows: list[dict[str, Any]]) -> Mapping[str, object]:
    """What happened. Null among the effects stands for the next event: those are kept as rows of `events`."""
    return {
        "facts": [encode(fact) for fact in entry.facts],
        "effects": [None if isinstance(effect, Event) else encode(effect) for effect in entry.effects],
        "events": _told(rows),
        "state": digest_of(entry.state),
    }


def _told(rows: list[dict[str, Any]]) -> Mapping[str, object] | None:
    if not rows:
        return None
    return {"first": rows[0]["seq"], "count": len(rows), "digest": digest_of_events(rows)}


def _event_row(entry: Entry, sequenced: Sequenced) -> dict[str, Any]:
    payload = encode(sequenced.event)
    return {
        "seq": sequenced.seq,
        "run_id": entry.run_id,
        "type": payload["type"],
        "epoch": payload.get("epoch", entry.epoch),
        "payload": to_json(payload),
    }
