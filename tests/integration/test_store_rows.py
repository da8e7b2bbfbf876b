"""What lands in the tables that no port reads back yet: facts, and contracts from the intent to the end."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.schema import contracts, entries, events
from abutre.domain.codec import decode_fact
from abutre.domain.commands import Verb
from abutre.domain.effects import ContractClosed, ContractOpened
from abutre.domain.facts import CommandGiven, OutcomeUnknown, Refused, SettingsStored, TickSeen
from abutre.domain.model import Book, Outcome
from abutre.domain.settings import Settings
from tests.contract.journal_entries import BUY, CLOSED, NOON, RUN, a_candle, an_alert, an_entry, told

OPENED = ContractOpened(
    book=Book.ACCOUNT,
    trade_id=1,
    intent=1,
    contract_id=987_654_321_012,
    level=1,
    direction=BUY.direction,
    stake=99,
    payout=195,
    epoch=NOON + 1,
)
ENDED = ContractClosed(
    book=Book.ACCOUNT, trade_id=1, intent=1, outcome=Outcome.WON, payout=195, epoch=NOON + 61
)
REFUSED = Refused(book=Book.ACCOUNT, intent=1, reason="Market is closed", fatal=False, epoch=NOON + 2)
UNKNOWN = OutcomeUnknown(book=Book.ACCOUNT, intent=1, epoch=NOON + 2)


class Store:
    """A journal with one run, and a look at its tables."""

    def __init__(self, database: Database, run_id: int) -> None:
        self.database = database
        self.journal = SqlJournal(database=database)
        self.run_id = run_id

    async def contracts(self) -> list[dict[str, Any]]:
        query = select(contracts).order_by(contracts.c.intent)
        return await self.database.run(
            lambda connection: [row._asdict() for row in connection.execute(query)]
        )

    async def state(self) -> str:
        (row,) = await self.contracts()
        state: str = row["state"]
        return state


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Database(tmp_path) as database:
        run = await SqlJournal(database=database).begin_run(RUN)
        yield Store(database, run.run_id)


async def test_facts_are_kept_in_order_with_the_entrys_time(store: Store) -> None:
    told_facts = (
        TickSeen(epoch=NOON, quote=61_951),
        CommandGiven(verb=Verb.PAUSE, after_sequence=True, epoch=NOON),
        SettingsStored(settings=Settings(), version=2, epoch=NOON),
    )
    await store.journal.commit(an_entry(store.run_id, facts=told_facts[:2]))
    await store.journal.commit(replace(an_entry(store.run_id, facts=told_facts[2:]), epoch=NOON + 60))

    query = select(entries).where(entries.c.kind == "trading").order_by(entries.c.id)
    rows = await store.database.run(lambda connection: connection.execute(query).all()[1:])
    bodies = [json.loads(row.body) for row in rows]
    assert tuple(decode_fact(fact) for body in bodies for fact in body["facts"]) == told_facts
    assert [row.epoch for row in rows] == [NOON, NOON + 60]
    assert {row.run_id for row in rows} == {store.run_id}


async def test_an_event_is_kept_under_its_type_and_its_own_time(store: Store) -> None:
    settings_changed = an_entry(store.run_id, told(a_candle(-1)), an_alert("hello"))
    await store.journal.commit(settings_changed)

    rows = await store.database.run(
        lambda connection: connection.execute(select(events).order_by(events.c.seq)).all()
    )
    assert [(row.type, row.epoch) for row in rows] == [("new_candle", NOON - 60), ("system_alert", NOON)]


async def test_an_intent_is_kept_as_sent(store: Store) -> None:
    await store.journal.commit(an_entry(store.run_id, BUY))

    (row,) = await store.contracts()
    assert {name: value for name, value in row.items() if value is not None} == {
        "intent": 1,
        "run_id": store.run_id,
        "book": "ACCOUNT",
        "direction": "CALL",
        "level": 1,
        "stake": 100,
        "state": "SENT",
        "sent_epoch": NOON,
    }


async def test_a_contract_is_opened_and_closed_as_the_broker_said(store: Store) -> None:
    await store.journal.commit(an_entry(store.run_id, BUY))
    await store.journal.commit(an_entry(store.run_id, OPENED))
    assert await store.state() == "OPEN"
    await store.journal.commit(an_entry(store.run_id, ENDED))

    (row,) = await store.contracts()
    assert row == {
        "intent": 1,
        "run_id": store.run_id,
        "book": "ACCOUNT",
        "direction": "CALL",
        "level": 1,
        "stake": 99,
        "state": "WON",
        "sent_epoch": NOON,
        "trade_id": 1,
        "contract_id": 987_654_321_012,
        "payout": 195,
        "opened_epoch": NOON + 1,
        "credited": 195,
        "closed_epoch": NOON + 61,
        "refusal": None,
        "entry_spot": None,
        "exit_spot": None,
    }


async def test_a_settlement_and_the_next_intent_may_share_an_entry(store: Store) -> None:
    await store.journal.commit(an_entry(store.run_id, BUY))
    lost = replace(ENDED, outcome=Outcome.LOST, payout=0)
    await store.journal.commit(an_entry(store.run_id, OPENED, lost, replace(BUY, intent=2, level=2)))

    assert [row["state"] for row in await store.contracts()] == ["LOST", "SENT"]


async def test_a_refusal_is_kept_with_the_brokers_words(store: Store) -> None:
    await store.journal.commit(an_entry(store.run_id, BUY))
    await store.journal.commit(an_entry(store.run_id, facts=(REFUSED,)))

    (row,) = await store.contracts()
    assert (row["state"], row["refusal"], row["closed_epoch"]) == ("REFUSED", "Market is closed", NOON + 2)


async def test_an_unknown_purchase_is_unknown_until_it_is_known(store: Store) -> None:
    await store.journal.commit(an_entry(store.run_id, BUY))
    await store.journal.commit(an_entry(store.run_id, facts=(UNKNOWN,)))
    assert await store.state() == "UNKNOWN"

    await store.journal.commit(an_entry(store.run_id, facts=(REFUSED,)))
    assert await store.state() == "REFUSED"


async def test_a_confirmed_contract_is_not_moved_by_a_late_answer(store: Store) -> None:
    await store.journal.commit(an_entry(store.run_id, BUY))
    await store.journal.commit(an_entry(store.run_id, OPENED))
    await store.journal.commit(an_entry(store.run_id, facts=(REFUSED, UNKNOWN)))

    assert await store.state() == "OPEN"


async def test_an_abandoned_sequence_leaves_no_contract_open(store: Store) -> None:
    paper = replace(BUY, book=Book.PAPER)
    await store.journal.commit(an_entry(store.run_id, paper))
    await store.journal.commit(an_entry(store.run_id, replace(BUY, intent=2)))
    await store.journal.commit(an_entry(store.run_id, replace(CLOSED, book=Book.PAPER, reason="abandoned")))

    assert [row["state"] for row in await store.contracts()] == ["ABANDONED", "SENT"]
