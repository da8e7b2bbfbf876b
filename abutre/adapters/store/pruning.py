"""Letting go of what is old: bodies of entries, events, candles. Hashes stay, and so does the proof."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from abutre.adapters.store.chain import Kind
from abutre.adapters.store.schema import candles, entries, events, snapshots


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was let go of: bodies of entries up to number `last`, and so many rows."""

    last: int
    bodies: int
    events: int
    candles: int


def prune(connection: Connection, *, keep: int, held: int) -> Pruned | None:
    """Let go of what is more than `keep` seconds older than the newest entry; None when nothing is.

    It ends at a snapshot of the engine, from which what remains can be replayed, and before the newest
    `held` events. Trades, contracts and equity stay: they are few.
    """
    found = _last_to_go(connection, keep, held)
    if found is None:
        return None
    last, first_event = found
    run_id, epoch = connection.execute(
        select(entries.c.run_id, entries.c.epoch).where(entries.c.id == last)
    ).one()
    older = (candles.c.run_id < run_id) | ((candles.c.run_id == run_id) & (candles.c.open_time < epoch))
    connection.execute(delete(snapshots).where(snapshots.c.entry_id < last))
    gone = update(entries).where(entries.c.id <= last, entries.c.body.is_not(None)).values(body=None)
    return Pruned(
        last=last,
        bodies=connection.execute(gone).rowcount,
        events=connection.execute(delete(events).where(events.c.seq < first_event)).rowcount,
        candles=connection.execute(delete(candles).where(older)).rowcount,
    )


def _last_to_go(connection: Connection, keep: int, held: int) -> tuple[int, int] | None:
    trading = entries.c.kind == Kind.TRADING.value
    now = connection.scalar(select(entries.c.epoch).where(trading).order_by(entries.c.id.desc()).limit(1))
    if now is None:
        return None
    stays = connection.scalar(select(func.min(entries.c.id)).where(trading, entries.c.epoch > now - keep))
    dropped = (connection.scalar(select(func.max(events.c.seq))) or 0) - held
    candidates = (
        select(snapshots.c.entry_id)
        .join(entries)
        .where(snapshots.c.entry_id < stays, entries.c.body.is_not(None))
        .order_by(snapshots.c.entry_id.desc())
    )
    for number in connection.scalars(candidates).all():
        following = _event_after(connection, number)
        if following is not None and following <= dropped + 1:
            return number, following
    return None


def _event_after(connection: Connection, number: int) -> int | None:
    """Number of the event that follows those of the entries up to `number`."""
    bodies = select(entries.c.body).where(entries.c.id <= number, entries.c.body.is_not(None))
    for body in connection.scalars(bodies.order_by(entries.c.id.desc())):
        told = json.loads(body).get("events")
        if told is not None:
            following: int = told["first"] + told["count"]
            return following
    return None
