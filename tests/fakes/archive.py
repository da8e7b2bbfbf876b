"""An archive over the fake journal: goes through its entries, and cuts the page out of what it finds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from abutre.domain.archive import Contract, LevelRecord, Page, Window
from abutre.domain.effects import Buy, ContractClosed, ContractOpened
from abutre.domain.events import NewCandle, Sequenced, SystemAlert, TradeClosed
from abutre.domain.facts import History, OutcomeUnknown, Refused, Settled
from abutre.domain.model import Book, Candle, ContractState
from abutre.domain.records import Entry, EquityPoint, Trade
from tests.fakes.journal import FakeJournal

Row = TypeVar("Row")


class FakeArchive:
    """The port `Archive` in memory."""

    def __init__(self, journal: FakeJournal) -> None:
        self._journal = journal

    async def trades(self, window: Window) -> Page[Trade]:
        rows = [
            (row.trade_id, row) for row in await self._journal.trades(window.run_id, len(self._entries()))
        ]
        return _cut(rows, window, lambda row: row.entry_epoch)

    async def contracts(self, window: Window) -> Page[Contract]:
        rows = [(row.intent, row) for row in self._contracts(window.run_id)]
        return _cut(rows, window, lambda row: row.sent_epoch)

    async def candles(self, window: Window) -> Page[Candle]:
        every = sum(_candles_in(entry) for entry in self._entries())
        rows = [(row.open_time, row) for row in await self._journal.candles(window.run_id, every + 1)]
        return _cut(rows, window, lambda row: row.open_time)

    async def equity(self, window: Window) -> Page[EquityPoint]:
        points = [
            EquityPoint(epoch=effect.epoch, balance=effect.balance)
            for entry in self._entries(window.run_id)
            for effect in entry.effects
            if isinstance(effect, TradeClosed) and effect.book is Book.ACCOUNT
        ]
        return _cut(list(enumerate(points, 1)), window, lambda row: row.epoch)

    async def alerts(self, window: Window) -> Page[Sequenced]:
        rows = [
            (told.seq, told)
            for entry in self._entries()
            for told in entry.events
            if isinstance(told.event, SystemAlert)
        ]
        return _cut(rows, window, _epoch_of)

    async def levels(self, run_id: int) -> Sequence[LevelRecord]:
        settled = [
            one
            for one in self._contracts(run_id)
            if one.book is Book.ACCOUNT and one.state in {ContractState.WON, ContractState.LOST}
        ]
        return [_record(level, settled) for level in sorted({one.level for one in settled})]

    def _entries(self, run_id: int | None = None) -> list[Entry]:
        return [entry for entry in self._journal.entries if run_id in {None, entry.run_id}]

    def _contracts(self, run_id: int) -> list[Contract]:
        found: dict[int, Contract] = {}
        for entry in self._entries(run_id):
            for fact in entry.facts:
                if isinstance(fact, Refused) and fact.intent in found:
                    found[fact.intent] = replace(
                        found[fact.intent],
                        state=ContractState.REFUSED,
                        closed_epoch=fact.epoch,
                        refusal=fact.reason,
                    )
                elif isinstance(fact, Settled) and fact.spots is not None and fact.intent in found:
                    found[fact.intent] = replace(
                        found[fact.intent], entry_spot=fact.spots.entry, exit_spot=fact.spots.exit
                    )
                elif isinstance(fact, OutcomeUnknown) and fact.intent in found:
                    found[fact.intent] = replace(found[fact.intent], state=ContractState.UNKNOWN)
            for effect in entry.effects:
                if isinstance(effect, Buy):
                    found[effect.intent] = _sent(effect, entry.epoch)
                elif isinstance(effect, ContractOpened):
                    found[effect.intent] = _opened(found[effect.intent], effect)
                elif isinstance(effect, ContractClosed):
                    found[effect.intent] = replace(
                        found[effect.intent],
                        state=ContractState(effect.outcome.value),
                        credited=effect.payout,
                        closed_epoch=effect.epoch,
                    )
        return list(found.values())


def _cut(rows: list[tuple[int, Row]], window: Window, epoch: Callable[[Row], int]) -> Page[Row]:
    found = [
        (key, row)
        for key, row in sorted(rows, key=lambda one: one[0], reverse=True)
        if (window.before is None or key < window.before)
        and (window.since is None or epoch(row) >= window.since)
        and (window.until is None or epoch(row) < window.until)
    ]
    page = found[: window.limit]
    return Page(rows=tuple(row for _, row in page), before=page[-1][0] if len(found) > len(page) else None)


def _epoch_of(told: Sequenced) -> int:
    return told.event.epoch if isinstance(told.event, SystemAlert) else 0


def _candles_in(entry: Entry) -> int:
    warm_up = sum(len(fact.candles) for fact in entry.facts if isinstance(fact, History))
    return warm_up + sum(isinstance(effect, NewCandle) for effect in entry.effects)


def _sent(buy: Buy, epoch: int) -> Contract:
    return Contract(
        intent=buy.intent,
        trade_id=None,
        contract_id=None,
        book=buy.book,
        direction=buy.direction,
        level=buy.level,
        stake=buy.stake,
        state=ContractState.SENT,
        sent_epoch=epoch,
        opened_epoch=None,
        closed_epoch=None,
        payout=None,
        credited=None,
        entry_spot=None,
        exit_spot=None,
        refusal=None,
    )


def _opened(contract: Contract, opened: ContractOpened) -> Contract:
    return replace(
        contract,
        state=ContractState.OPEN,
        trade_id=opened.trade_id,
        contract_id=opened.contract_id,
        stake=opened.stake,
        payout=opened.payout,
        opened_epoch=opened.epoch,
    )


def _record(level: int, settled: list[Contract]) -> LevelRecord:
    mine = [one for one in settled if one.level == level]
    won = sum(one.state is ContractState.WON for one in mine)
    return LevelRecord(
        level=level,
        reached=len(mine),
        won=won,
        lost=len(mine) - won,
        profit=sum((one.credited or 0) - one.stake for one in mine),
    )
