"""At the end of a world: the bot's memory against the exchange's book, and against itself."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.store.checkpoint import Checkpoint
from abutre.adapters.store.reading import reading
from abutre.adapters.store.verification import Verification
from abutre.domain.codec import decode_effect, decode_event, decode_fact
from abutre.domain.effects import Buy
from abutre.domain.events import Event, SystemAlert
from abutre.domain.facts import History
from abutre.domain.model import MINUTE, Book
from abutre.domain.settings import StoredSettings
from abutre.simulator.contracts import Contract
from abutre.simulator.exchange import Exchange
from abutre.simulator.launch import APP_ID
from abutre.simulator.ledger import ProfitFilter, StatementFilter
from tests.counting import prices_of
from tests.simulation.clocks import START
from tests.simulation.losses import Decision, overshot
from tests.simulation.streaks import recounted
from tests.simulation.venue import PAST, SYMBOL

Violate = Callable[[str], None]
_EVERYTHING = 10**9


class Kept(NamedTuple):
    """A contract in the bot's journal, minor units."""

    intent: int
    contract_id: int | None
    stake: int
    credited: int | None
    state: str


class Memory:
    """What a database holds."""

    def __init__(self, path: Path) -> None:
        """Read all of it."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            rows = database.execute(
                f"SELECT {', '.join(Kept._fields)} FROM contracts WHERE book = 'ACCOUNT' ORDER BY intent"  # noqa: S608 (names of columns, from the class above)
            )
            self.contracts = [Kept(*row) for row in rows]
            self.events: dict[int, Event] = {
                seq: decode_event(json.loads(payload))
                for seq, payload in database.execute("SELECT seq, payload FROM events ORDER BY seq")
            }
            entries = database.execute("SELECT epoch, body FROM entries WHERE kind = 'trading' ORDER BY id")
            self.decisions = [_decision(epoch, json.loads(body)) for epoch, body in entries]
            self.complaints = _verified(path)
            self.states: list[str] = [
                state for (state,) in database.execute("SELECT state FROM run_state ORDER BY run_id")
            ]


class Reckoning:
    """Compares; each difference is a violation."""

    def __init__(self, memory: Memory, exchange: Exchange, violate: Violate) -> None:
        self._memory = memory
        self._exchange = exchange
        self._violate = violate
        self._account = exchange.accounts.all()[0]
        closed = exchange.profit_table(self._account, ProfitFilter(limit=_EVERYTHING))
        self._bought: Mapping[int, Contract] = {
            one.contract_id: one for one in (*closed, *exchange.book.open()) if one.app_id == APP_ID
        }

    def all(self, first: StoredSettings, told: Mapping[int, Event]) -> None:
        """Everything."""
        self.contracts()
        self.every_cent()
        self.losses(first)
        self.clients(told)
        self.streaks()
        self.recovery(first)
        for complaint in self._memory.complaints:
            self._violate(f"the journal cannot be verified: {complaint}")

    def contracts(self) -> None:
        """No contract twice, and none forgotten."""
        kept = self._memory.contracts
        ids = [one.contract_id for one in kept if one.contract_id is not None]
        self._none(sorted({one for one in ids if ids.count(one) > 1}), "stand for two intents")
        self._none(sorted(set(self._bought) - set(ids)), "were bought and are not known")
        self._none(sorted(set(ids) - set(self._bought)), "are known and were never bought")
        self._none([one for one in kept if one.contract_id and one.credited is None], "have no end")

    def _none(self, found: list[Any], what: str) -> None:
        if found:
            self._violate(f"contracts that {what}: {found}")

    def every_cent(self) -> None:
        """Each contract's profit by the ledger and by the statement."""
        statement = self._statement()
        for kept in self._memory.contracts:
            if kept.contract_id is not None and kept.contract_id in self._bought:
                ledger = Decimal((kept.credited or 0) - kept.stake) / 100
                if ledger != statement[kept.contract_id]:
                    self._violate(
                        f"{kept} made {statement[kept.contract_id]} by the statement, {ledger} here"
                    )

    def losses(self, first: StoredSettings) -> None:
        """No day's loss overshoots its limit, by the money that the exchange moved."""
        statement = self._statement()
        made = {
            kept.intent: round(statement[kept.contract_id] * 100)
            for kept in self._memory.contracts
            if kept.contract_id is not None and kept.contract_id in statement
        }
        for complaint in overshot(self._memory.decisions, made, first.settings.max_daily_loss):
            self._violate(complaint)

    def _statement(self) -> Mapping[int, Decimal]:
        statement: dict[int, Decimal] = {}
        for one in self._exchange.statement(self._account, StatementFilter(limit=_EVERYTHING)):
            if one.contract_id is not None:
                statement[one.contract_id] = statement.get(one.contract_id, Decimal(0)) + one.amount
        return statement

    def clients(self, told: Mapping[int, Event]) -> None:
        """What clients were told is what is remembered, and no number is missing."""
        events = self._memory.events
        if list(events) != list(range(1, len(events) + 1)):
            self._violate("numbers of events with a hole or a repeat")
        for seq, event in told.items():
            if events.get(seq) != event:
                self._violate(f"clients were told {event} as {seq}; remembered is {events.get(seq)}")

    def streaks(self) -> None:
        """Every streak, counted again from the market's own candles (R2, R3)."""
        candles = self._exchange.market.candles(SYMBOL, MINUTE, START - PAST, None, 5000)
        market = {one.open_time: prices_of(one) for one in candles}
        for complaint in recounted(self._memory.events.values(), market, since=START - PAST):
            self._violate(complaint)

    def recovery(self, first: StoredSettings) -> None:
        """A fresh engine that is told every fact comes to the same state, and tells the same."""
        engine = RustEngineFactory().fresh(
            settings=first, tick_interval=2, payout_rate_ppm=923_000, last_trade_id=0, last_intent=0
        )
        events: list[Event] = []
        for fact in [fact for decision in self._memory.decisions for fact in decision.facts]:
            new = [one for one in engine.step(fact) if isinstance(one, Event)]
            if not isinstance(fact, History) and any(map(_is_reset, new)):
                self._violate(f"a streak was given up at {fact}, without an answer to what was asked (R19)")
            events += new
        if self._memory.states[-1:] != [engine.snapshot()]:
            self._violate("the engine is not where its facts lead")
        balance, here = self._account.balance, engine.standing().balance
        if balance * 100 != here:
            self._violate(f"the account has {balance}, the ledger {here} minor units")
        remembered = [one for one in self._memory.events.values() if not isinstance(one, SystemAlert)]
        again = [one for one in events if not isinstance(one, SystemAlert)]
        for had, has in zip(remembered, again, strict=False):
            if had != has:
                self._violate(f"the facts lead to {has}; told was {had}")
                return


def _decision(epoch: int, body: Mapping[str, Any]) -> Decision:
    effects = [decode_effect(effect) for effect in body.get("effects", ()) if effect is not None]
    orders = [one for one in effects if isinstance(one, Buy) and one.book is Book.ACCOUNT]
    facts = tuple(decode_fact(fact) for fact in body.get("facts", ()))
    return Decision(epoch=epoch, facts=facts, order=orders[0] if orders else None)


def _is_reset(event: Event) -> bool:
    return isinstance(event, SystemAlert) and event.message.startswith("No complete candle")


def _verified(path: Path) -> list[str]:
    checkpoint = Checkpoint(path.parent).read()
    with reading(path) as connection:
        return list(Verification(connection, checkpoint).complaints())
