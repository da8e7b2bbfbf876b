"""A journal in memory: keeps the entries as they came, and answers every question by going through them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from abutre.domain.effects import Buy, ContractOpened
from abutre.domain.errors import StoreError
from abutre.domain.events import NewCandle, Sequenced, SystemAlert, TradeClosed, TradeOpened
from abutre.domain.facts import History
from abutre.domain.model import Book, Candle
from abutre.domain.records import Audit, Entry, EquityPoint, Purchases, Resumable, Run, Trade


class FakeJournal:
    """The port `Journal` in memory. A restart is the same object given to a new application.

    Attributes:
        broken: why every commit fails; None while they do not.
        refused: commits that failed.
    """

    def __init__(self) -> None:
        self.broken: str | None = None
        self.refused = 0
        self.runs: list[Run] = []
        self.entries: list[Entry] = []
        self.chain: list[Entry | Audit | tuple[Run, str | None]] = []
        self._numbers: set[tuple[str, int]] = set()

    async def begin_run(self, run: Run, state: str | None = None) -> Run:
        begun = replace(run, run_id=len(self.runs) + 1)
        self.runs.append(begun)
        self.chain.append((begun, state))
        return begun

    async def latest_run(self) -> Resumable | None:
        if not self.entries:
            return None
        newest = max(entry.run_id for entry in self.entries)
        last = [entry for entry in self.entries if entry.run_id == newest][-1]
        return Resumable(run=self.runs[newest - 1], state=last.state, epoch=last.epoch)

    async def counters(self) -> tuple[int, int, int]:
        return self._last("seq"), self._last("trade"), self._last("intent")

    async def commit(self, entry: Entry) -> None:
        if self.broken is not None:
            self.refused += 1
            raise StoreError(self.broken)
        if entry.run_id not in {run.run_id for run in self.runs}:
            raise StoreError(f"run {entry.run_id} was never begun")
        numbers = _numbers(entry)
        if len(set(numbers)) < len(numbers) or not self._numbers.isdisjoint(numbers):
            raise StoreError(f"a number came twice, one of {numbers}")
        self._numbers.update(numbers)
        self.entries.append(entry)
        self.chain.append(entry)

    async def audit(self, record: Audit) -> None:
        self.chain.append(record)

    async def events_after(self, seq: int, limit: int) -> Sequence[Sequenced] | None:
        came = self._last("seq") - seq
        found = [sequenced for sequenced in self._events() if sequenced.seq > seq]
        return found if len(found) == came <= limit else None

    async def candles(self, run_id: int, limit: int) -> Sequence[Candle]:
        by_minute: dict[int, Candle] = {}
        for candle in self._candles(run_id):
            by_minute.setdefault(candle.open_time, candle)
        return [by_minute[minute] for minute in sorted(by_minute)[-limit:]]

    async def equity(self, run_id: int, limit: int) -> Sequence[EquityPoint]:
        points = [
            EquityPoint(epoch=effect.epoch, balance=effect.balance)
            for entry in self._of(run_id)
            for effect in entry.effects
            if isinstance(effect, TradeClosed) and effect.book is Book.ACCOUNT
        ]
        return points[-limit:]

    async def trades(self, run_id: int, limit: int) -> Sequence[Trade]:
        by_id: dict[int, Trade] = {}
        for entry in self._of(run_id):
            for effect in entry.effects:
                if isinstance(effect, TradeOpened):
                    by_id[effect.trade_id] = _opened(effect)
                elif isinstance(effect, TradeClosed) and effect.trade_id in by_id:
                    by_id[effect.trade_id] = _closed(by_id[effect.trade_id], effect)
        return [by_id[trade_id] for trade_id in sorted(by_id, reverse=True)][:limit]

    async def purchases(self, run_id: int) -> Purchases:
        mine = [(entry.epoch, effect) for entry in self._of(run_id) for effect in entry.effects]
        bought = [effect for _, effect in mine if isinstance(effect, ContractOpened)]
        sent = [epoch for epoch, effect in mine if isinstance(effect, Buy) and effect.book is Book.ACCOUNT]
        return Purchases(
            contract_ids=tuple(
                one.contract_id for one in bought if one.book is Book.ACCOUNT and one.contract_id is not None
            ),
            last_sent=sent[-1] if sent else 0,
        )

    async def alerts(self, limit: int) -> Sequence[Sequenced]:
        alerts = [sequenced for sequenced in self._events() if isinstance(sequenced.event, SystemAlert)]
        return alerts[::-1][:limit]

    def _of(self, run_id: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.run_id == run_id]

    def _candles(self, run_id: int) -> Iterator[Candle]:
        for entry in self._of(run_id):
            for fact in entry.facts:
                if isinstance(fact, History):
                    yield from fact.candles
            for effect in entry.effects:
                if isinstance(effect, NewCandle):
                    yield _candle(effect)

    def _events(self) -> list[Sequenced]:
        events = [sequenced for entry in self.entries for sequenced in entry.events]
        return sorted(events, key=lambda sequenced: sequenced.seq)

    def _last(self, kind: str) -> int:
        return max((number for found, number in self._numbers if found == kind), default=0)


def _numbers(entry: Entry) -> list[tuple[str, int]]:
    seqs = [("seq", sequenced.seq) for sequenced in entry.events]
    trades = [("trade", effect.trade_id) for effect in entry.effects if isinstance(effect, TradeOpened)]
    intents = [("intent", effect.intent) for effect in entry.effects if isinstance(effect, Buy)]
    return seqs + trades + intents


def _candle(event: NewCandle) -> Candle:
    return Candle(open_time=event.epoch, open=event.open, high=event.high, low=event.low, close=event.close)


def _opened(event: TradeOpened) -> Trade:
    return Trade(
        trade_id=event.trade_id,
        book=event.book,
        direction=event.direction,
        entry_epoch=event.epoch,
        entry_streak_size=event.entry_streak_size,
        stake=event.stake,
        exit_epoch=None,
        result=None,
        profit=None,
        final_level=None,
        reason=None,
    )


def _closed(trade: Trade, event: TradeClosed) -> Trade:
    return replace(
        trade,
        exit_epoch=event.epoch,
        result=event.result,
        profit=event.profit,
        final_level=event.final_level,
        reason=event.reason,
    )
