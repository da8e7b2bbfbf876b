"""The archive in SQL: pages of what the journal projected into tables."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, case, func, select

from abutre.adapters.store.database import Database
from abutre.adapters.store.schema import candles, contracts, equity, events, trades
from abutre.domain.archive import Contract, LevelRecord, Page, Window
from abutre.domain.codec import build, decode_event
from abutre.domain.events import Sequenced
from abutre.domain.model import Book, Candle, ContractState
from abutre.domain.records import EquityPoint, Trade

Row = TypeVar("Row")

_ROWS_A_READING = 100
"""An order that is to be kept waits for no more of them."""


class SqlArchive:
    """The port `Archive`, read from `database`; raises StoreError when that fails."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    async def trades(self, window: Window) -> Page[Trade]:
        """Sequences."""
        mine = select(trades).where(trades.c.run_id == window.run_id)
        return await self._page(mine, trades.c.trade_id, trades.c.entry_epoch, window, _builds(Trade))

    async def contracts(self, window: Window) -> Page[Contract]:
        """Contracts of both books."""
        mine = select(contracts).where(contracts.c.run_id == window.run_id)
        return await self._page(mine, contracts.c.intent, contracts.c.sent_epoch, window, _builds(Contract))

    async def candles(self, window: Window) -> Page[Candle]:
        """Candles."""
        mine = select(candles).where(candles.c.run_id == window.run_id)
        return await self._page(mine, candles.c.open_time, candles.c.open_time, window, _builds(Candle))

    async def equity(self, window: Window) -> Page[EquityPoint]:
        """Balances at settlement."""
        mine = select(equity).where(equity.c.run_id == window.run_id)
        return await self._page(mine, equity.c.id, equity.c.epoch, window, _builds(EquityPoint))

    async def alerts(self, window: Window) -> Page[Sequenced]:
        """Alerts."""
        every = select(events).where(events.c.type == "system_alert")
        return await self._page(every, events.c.seq, events.c.epoch, window, _sequenced)

    async def levels(self, run_id: int) -> Sequence[LevelRecord]:
        """Each level's contracts."""
        won = func.sum(case((contracts.c.state == ContractState.WON, 1), else_=0))
        by_level = (
            select(
                contracts.c.level,
                func.count().label("reached"),
                won.label("won"),
                (func.count() - won).label("lost"),
                func.sum(contracts.c.credited - contracts.c.stake).label("profit"),
            )
            .where(
                contracts.c.run_id == run_id,
                contracts.c.book == Book.ACCOUNT,
                contracts.c.state.in_((ContractState.WON, ContractState.LOST)),
            )
            .group_by(contracts.c.level)
            .order_by(contracts.c.level)
        )
        return await self._database.read(
            lambda connection: [
                LevelRecord(
                    level=row[0], reached=row[1], won=int(row[2]), lost=int(row[3]), profit=int(row[4])
                )
                for row in connection.execute(by_level)
            ]
        )

    async def _page(
        self,
        query: Select[Any],
        key: Column[int],
        epoch: Column[int],
        window: Window,
        read: Callable[[Mapping[Any, Any]], Row],
    ) -> Page[Row]:
        if window.since is not None:
            query = query.where(epoch >= window.since)
        if window.until is not None:
            query = query.where(epoch < window.until)
        rows: list[Row] = []
        before = window.before
        while True:
            older = query if before is None else query.where(key < before)
            count = min(_ROWS_A_READING, window.limit - len(rows))
            one_more = older.order_by(key.desc()).limit(count + 1)
            found = await self._database.read(partial(_rows, query=one_more))
            rows += [read(row) for row in found[:count]]
            before = found[count - 1][key] if len(found) > count else None
            if before is None or len(rows) == window.limit:
                return Page(rows=tuple(rows), before=before)


def _rows(connection: Connection, query: Select[Any]) -> Sequence[Mapping[Any, Any]]:
    return connection.execute(query).mappings().all()


def _builds(kind: type[Row]) -> Callable[[Mapping[Any, Any]], Row]:
    def read(row: Mapping[Any, Any]) -> Row:
        built: Row = build(kind, row)
        return built

    return read


def _sequenced(row: Mapping[Any, Any]) -> Sequenced:
    return Sequenced(seq=row["seq"], event=decode_event(json.loads(row["payload"])))
