"""The journal in SQL: what happened, what was meant, what was told, and the views read back from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, insert, select

from abutre.adapters.store.database import Database
from abutre.adapters.store.projections import candle_rows, projected
from abutre.adapters.store.schema import candles, contracts, equity, events, journal, run_state, runs, trades
from abutre.adapters.store.text import to_json
from abutre.adapters.store.upserts import keep_candles, keep_state
from abutre.domain.codec import build, decode_event, encode
from abutre.domain.events import Sequenced
from abutre.domain.model import Book, Candle
from abutre.domain.records import Entry, EquityPoint, Purchases, Resumable, Run, Trade

View = TypeVar("View", Candle, EquityPoint, Trade)

_INSERT_FACTS = insert(journal)
_INSERT_EVENTS = insert(events)


class SqlJournal:
    """The port `Journal`, kept in `database`; raises StoreError when that fails."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    async def begin_run(self, run: Run) -> Run:
        """Start a run; the same with its `run_id`."""
        begun = (
            insert(runs)
            .values(mode=run.mode, symbol=run.symbol, source=run.source, started_at=run.started_at)
            .returning(runs)
        )

        def write(connection: Connection) -> Run:
            started: Run = build(Run, connection.execute(begun).one()._asdict())
            return started

        return await self._database.run(write)

    async def latest_run(self) -> Resumable | None:
        """The newest run that has committed anything."""
        begun = select(runs, run_state.c.state, run_state.c.epoch).join(run_state)
        newest = begun.order_by(runs.c.run_id.desc()).limit(1)

        def read(connection: Connection) -> Resumable | None:
            row = connection.execute(newest).one_or_none()
            if row is None:
                return None
            return Resumable(run=build(Run, row._asdict()), state=row.state, epoch=row.epoch)

        return await self._database.run(read)

    async def counters(self) -> tuple[int, int, int]:
        """Last `seq`, trade id and intent ever used; 0 when none was."""

        def read(connection: Connection) -> tuple[int, int, int]:
            return (
                connection.scalar(select(func.max(events.c.seq))) or 0,
                connection.scalar(select(func.max(trades.c.trade_id))) or 0,
                connection.scalar(select(func.max(contracts.c.intent))) or 0,
            )

        return await self._database.run(read)

    async def commit(self, entry: Entry) -> None:
        """Keep `entry` in one transaction; durable when this returns."""
        await self._database.run(_Keep(entry=entry))

    async def events_after(self, seq: int, limit: int) -> Sequence[Sequenced] | None:
        """Every event after `seq`, oldest first; None when more than `limit` came or one is missing."""
        query = select(events).where(events.c.seq > seq).order_by(events.c.seq)

        def read(connection: Connection) -> Sequence[Sequenced] | None:
            came = (connection.scalar(select(func.max(events.c.seq))) or 0) - seq
            if not 0 <= came <= limit:
                return None
            found = _sequenced(connection, query)
            return found if len(found) == came else None

        return await self._database.run(read)

    async def candles(self, run_id: int, limit: int) -> Sequence[Candle]:
        """The newest candles of a run, oldest first."""
        newest = select(candles).where(candles.c.run_id == run_id).order_by(candles.c.open_time.desc())
        return (await self._views(Candle, newest.limit(limit)))[::-1]

    async def equity(self, run_id: int, limit: int) -> Sequence[EquityPoint]:
        """The newest balances at settlement of a run, oldest first."""
        newest = select(equity).where(equity.c.run_id == run_id).order_by(equity.c.id.desc())
        return (await self._views(EquityPoint, newest.limit(limit)))[::-1]

    async def trades(self, run_id: int, limit: int) -> Sequence[Trade]:
        """The newest sequences of a run, newest first."""
        newest = select(trades).where(trades.c.run_id == run_id).order_by(trades.c.trade_id.desc())
        return await self._views(Trade, newest.limit(limit))

    async def purchases(self, run_id: int) -> Purchases:
        """What the account bought in a run."""
        sent = (
            select(contracts.c.contract_id, contracts.c.sent_epoch)
            .where(contracts.c.run_id == run_id, contracts.c.book == Book.ACCOUNT)
            .order_by(contracts.c.intent)
        )

        def read(connection: Connection) -> Purchases:
            rows = connection.execute(sent).all()
            return Purchases(
                contract_ids=tuple(row.contract_id for row in rows if row.contract_id is not None),
                last_sent=rows[-1].sent_epoch if rows else 0,
            )

        return await self._database.run(read)

    async def alerts(self, limit: int) -> Sequence[Sequenced]:
        """The newest `SystemAlert` events, newest first."""
        newest = select(events).where(events.c.type == "system_alert").order_by(events.c.seq.desc())
        return await self._database.run(lambda connection: _sequenced(connection, newest.limit(limit)))

    async def _views(self, kind: type[View], query: Select[Any]) -> list[View]:
        return await self._database.run(
            lambda connection: [build(kind, row._asdict()) for row in connection.execute(query)]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keep:
    """The work of keeping `entry`; equal for an equal entry, so that a second attempt keeps it only once."""

    entry: Entry

    def __call__(self, connection: Connection) -> None:
        _keep(connection, self.entry)


def _keep(connection: Connection, entry: Entry) -> None:
    kept = {"run_id": entry.run_id, "epoch": entry.epoch}
    if entry.facts:
        connection.execute(_INSERT_FACTS, [kept | {"fact": to_json(encode(fact))} for fact in entry.facts])
    if entry.events:
        connection.execute(_INSERT_EVENTS, [_event_row(entry, sequenced) for sequenced in entry.events])
    if rows := candle_rows(entry):
        keep_candles(connection, rows)
    for statement in projected(entry):
        connection.execute(statement)
    keep_state(connection, kept | {"state": entry.state})


def _event_row(entry: Entry, sequenced: Sequenced) -> dict[str, int | str]:
    payload = encode(sequenced.event)
    return {
        "seq": sequenced.seq,
        "run_id": entry.run_id,
        "type": payload["type"],
        "epoch": payload.get("epoch", entry.epoch),
        "payload": to_json(payload),
    }


def _sequenced(connection: Connection, query: Select[Any]) -> list[Sequenced]:
    return [
        Sequenced(seq=row.seq, event=decode_event(json.loads(row.payload)))
        for row in connection.execute(query)
    ]
