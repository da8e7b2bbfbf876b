"""Bugs of what is kept, and of when."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import StaticPool, create_engine

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.store import sqlite
from abutre.adapters.store.journal import SqlJournal
from abutre.app.services.control import Control
from abutre.app.services.keeper import Keeper
from abutre.app.services.start_up import StartUp
from abutre.app.services.trader import Trader
from abutre.domain.effects import Buy
from abutre.domain.facts import Transferred
from tests.simulation.planted.patched import Plant, replacing

Made = Callable[..., Any]


def _act_first(_journal_tell_act: Made) -> Made:
    async def bug(self: Trader, effects: Any) -> Any:
        if effects and isinstance(effects[-1], Buy):
            answer = await self._carry_out.last_of(effects, decided=self._bookkeeping.epoch)
            await self._journal_tell(effects)
            return answer
        await self._journal_tell(effects)
        return await self._carry_out.last_of(effects, decided=self._bookkeeping.epoch)

    return bug


def _tell_first(keep: Made) -> Made:
    async def bug(self: Keeper, entry: Any, *, on_failure: Any, **more: Any) -> float:
        trader = on_failure.__closure__ and next(
            cell.cell_contents for cell in on_failure.__closure__ if isinstance(cell.cell_contents, Trader)
        )
        for event in entry.events:
            await trader._publisher.publish(event)
        took: float = await keep(self, entry, on_failure=on_failure, **more)
        return took

    return bug


def _without_begin(_writing: Made) -> Made:
    return lambda path: create_engine("sqlite://", creator=lambda: sqlite._sqlite(path), poolclass=StaticPool)


def _not_synced(opened: Made) -> Made:
    def bug(path: Any) -> Any:
        connection = opened(path)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    return bug


def _restored_with(change: Callable[[dict[str, Any]], None]) -> Callable[[Made], Made]:
    def made(restored: Made) -> Made:
        def bug(self: RustEngineFactory, snapshot: str) -> Any:
            state = json.loads(snapshot)
            change(state["session"])
            return restored(self, json.dumps(state))

        return bug

    return made


def _forget_peak(session: dict[str, Any]) -> None:
    session["account"]["peak"] = session["account"]["balance"]


def _forget_intent(session: dict[str, Any]) -> None:
    if session["account"]["sequence"] is None:
        session["last_intent"] = max(0, session["last_intent"] - 1)


def _forget_halt(session: dict[str, Any]) -> None:
    session["account"]["halt"] = None


def _skip_a_number(counters: Made) -> Made:
    async def bug(self: SqlJournal) -> tuple[int, int, int]:
        seq, trade_id, intent = await counters(self)
        return (seq + 1 if seq else 0), trade_id, intent

    return bug


def _skip_an_event(events_after: Made) -> Made:
    async def bug(self: Control, seq: int) -> Any:
        missed = await events_after(self, seq)
        return missed and missed[1:]

    return bug


def _transfer_again(run: Made) -> Made:
    async def bug(self: StartUp) -> None:
        before = self._opening.engine.standing().balance
        await run(self)
        moved = await self._account.balance() - before
        if self._opening.resumed and moved:
            await self._trader.submit(Transferred(amount=moved, epoch=self._opening.epoch))

    return bug


MEMORY: Mapping[str, Plant] = {
    "journal-after-send": replacing((Trader, "_journal_tell_act", _act_first)),
    "event-before-commit": replacing((Keeper, "keep", _tell_first)),
    "transaction-in-pieces": replacing((sqlite, "_writing", _without_begin)),
    "commits-not-synced": replacing((sqlite, "_sqlite", _not_synced)),
    "peak-reset-at-restart": replacing((RustEngineFactory, "restored", _restored_with(_forget_peak))),
    "intent-used-again": replacing((RustEngineFactory, "restored", _restored_with(_forget_intent))),
    "halt-forgotten-at-restart": replacing((RustEngineFactory, "restored", _restored_with(_forget_halt))),
    "number-skipped-at-restart": replacing((SqlJournal, "counters", _skip_a_number)),
    "event-skipped-on-resume": replacing((Control, "events_after", _skip_an_event)),
    "transfer-booked-twice": replacing((StartUp, "run", _transfer_again)),
}
