"""The journal in SQL: what happened, what was meant, what was told, and the views read back from it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, insert, select

from abutre.adapters.store.chain import Kind, Link, appended
from abutre.adapters.store.checkpoint import Checkpoint
from abutre.adapters.store.database import Database
from abutre.adapters.store.keeping import Keeper
from abutre.adapters.store.schema import candles, contracts, equity, events, run_state, runs, trades
from abutre.domain.codec import build, decode_event, plain
from abutre.domain.events import Sequenced
from abutre.domain.model import Book, Candle
from abutre.domain.records import Audit, Entry, EquityPoint, Purchases, Resumable, Run, Trade

View = TypeVar("View", Candle, EquityPoint, Trade)

Result = TypeVar("Result")

_EVENTS_A_READING = 100
"""An order that is to be kept waits for no more of them."""


class SqlJournal:
    """The port `Journal`, kept in `database`; raises StoreError when that fails."""

    def __init__(self, *, database: Database) -> None:
        self._database = database
        self._checkpoint = Checkpoint(database.place)
        self._keeper = Keeper()

    async def begin_run(self, run: Run, state: str | None = None) -> Run:
        """Start a run; the same with its `run_id`. `state` is the engine before its first fact."""
        begun = (
            insert(runs)
            .values(mode=run.mode, symbol=run.symbol, source=run.source, started_at=run.started_at)
            .returning(runs)
        )

        def write(connection: Connection, tail: Link) -> tuple[Run, Link]:
            started: Run = build(Run, connection.execute(begun).one()._asdict())
            return started, self._keeper.begin(connection, tail, started, state)

        return await self._append(write)

    async def latest_run(self) -> Resumable | None:
        """The newest run that has committed anything."""
        begun = select(runs, run_state.c.state, run_state.c.epoch).join(run_state)
        newest = begun.order_by(runs.c.run_id.desc()).limit(1)

        def read(connection: Connection) -> Resumable | None:
            self._checkpoint.checked(connection)
            row = connection.execute(newest).one_or_none()
            if row is None:
                return None
            return Resumable(run=build(Run, row._asdict()), state=row.state, epoch=row.epoch)

        return await self._database.run(read)

    async def counters(self) -> tuple[int, int, int]:
        """Last `seq`, trade id and intent ever used; 0 when none was."""

        def read(connection: Connection) -> tuple[int, int, int]:
            return (
                _newest_event(connection),
                connection.scalar(select(func.max(trades.c.trade_id))) or 0,
                connection.scalar(select(func.max(contracts.c.intent))) or 0,
            )

        return await self._database.run(read)

    async def commit(self, entry: Entry) -> None:
        """Keep `entry` in one transaction; durable when this returns."""
        work = _Commit(entry=entry, keeper=self._keeper, checkpoint=self._checkpoint)
        self._checkpoint.note(await self._database.run(work))

    async def audit(self, record: Audit) -> None:
        """Keep `record` in the chain; durable when this returns."""
        body = {"audit": plain(record)}

        def write(connection: Connection, tail: Link) -> tuple[None, Link]:
            return None, appended(connection, tail, body, kind=Kind.AUDIT, run_id=None, epoch=record.at)

        await self._append(write)

    async def events_after(self, seq: int, limit: int) -> Sequence[Sequenced] | None:
        """Every event after `seq`, oldest first; None when more than `limit` came or one is missing."""
        newest = await self._database.read(_newest_event)
        if not 0 <= newest - seq <= limit:
            return None
        found: list[Sequenced] = []
        while seq < newest:
            last = min(seq + _EVENTS_A_READING, newest)
            some = select(events).where(events.c.seq.between(seq + 1, last)).order_by(events.c.seq)
            read = await self._database.read(partial(_sequenced, query=some))
            if len(read) < last - seq:
                return None
            found += read
            seq = last
        return found

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

    async def _append(self, work: Callable[[Connection, Link], tuple[Result, Link]]) -> Result:
        result, tail = await self._database.run(
            lambda connection: work(connection, self._checkpoint.checked(connection))
        )
        self._checkpoint.note(tail)
        return result

    async def _views(self, kind: type[View], query: Select[Any]) -> list[View]:
        return await self._database.run(
            lambda connection: [build(kind, row._asdict()) for row in connection.execute(query)]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commit:
    """The work of keeping `entry`; equal for an equal entry, so that a second attempt keeps it only once."""

    entry: Entry
    keeper: Keeper = field(compare=False)
    checkpoint: Checkpoint = field(compare=False)

    def __call__(self, connection: Connection) -> Link:
        return self.keeper.keep(connection, self.checkpoint.checked(connection), self.entry)


def _newest_event(connection: Connection) -> int:
    return connection.scalar(select(func.max(events.c.seq))) or 0


def _sequenced(connection: Connection, query: Select[Any]) -> list[Sequenced]:
    return [
        Sequenced(seq=row.seq, event=decode_event(json.loads(row.payload)))
        for row in connection.execute(query)
    ]
