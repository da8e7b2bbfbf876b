"""From earlier schemas on: what was told before stays, and is vouched for from the chain on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from abutre.adapters.store.archive import SqlArchive
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.recording import SqlRecording
from abutre.adapters.store.revisions import _config
from abutre.adapters.store.sqlite import DATABASE_FILE
from abutre.adapters.store.upkeep import Upkeep
from abutre.domain.archive import Window
from abutre.domain.errors import StoreError
from tests.contract.journal_entries import NOON, an_alert, an_entry

OLD = """
INSERT INTO runs VALUES (1, 'DEMO', 'R_100', 'synthetic', 1700006400);
INSERT INTO run_state VALUES (1, 'old', 1700006400);
INSERT INTO journal VALUES (1, 1, 1700006400, '{"type":"tick_seen","epoch":1700006400,"quote":5}');
INSERT INTO equity VALUES (1, 1, 1700006400, 100000);
INSERT INTO events VALUES
    (1, 1, 'system_alert', 7, '{"type":"system_alert","level":"info","message":"é","epoch":7}'),
    (2, 1, 'system_alert', 8, '{"type":"system_alert","level":"info","message":"two","epoch":8}');
"""


SETTLED = """
INSERT INTO runs VALUES (1, 'DEMO', 'R_100', 'synthetic', 1700006400);
INSERT INTO contracts VALUES (1, 1, 'ACCOUNT', 'CALL', 1, 100, 'WON', 7, 1, 9, 195, 7, 195, 67, NULL);
"""


def earlier_schema(data_dir: Path, rows: str, revision: str = "0001") -> None:
    engine = create_engine(f"sqlite:///{data_dir / DATABASE_FILE}")
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(data_dir / DATABASE_FILE)) as database:
        database.executescript(rows)


async def test_a_database_of_the_first_schema_goes_on_and_its_events_are_vouched_for(tmp_path: Path) -> None:
    earlier_schema(tmp_path, OLD)

    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        resumable = await journal.latest_run()
        assert resumable is not None
        assert resumable.state == "old"
        await journal.commit(an_entry(1, an_alert("three"), seq=3, state="new"))
        assert len(await journal.events_after(0, 9) or ()) == 3

    assert Upkeep(tmp_path).verify(9).complaints == ()
    assert [entry.number for entry in SqlRecording(tmp_path).entries(1)] == [2]
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        database.execute("UPDATE events SET epoch = ? WHERE seq = 2", (NOON,))
        database.commit()
    assert Upkeep(tmp_path).verify(9).complaints == ("entry 1: one of the events 1 to 2 was changed",)


async def test_a_database_that_told_nothing_begins_an_empty_chain(tmp_path: Path) -> None:
    earlier_schema(tmp_path, "")

    async with Database(tmp_path) as database:
        assert await SqlJournal(database=database).latest_run() is None

    assert Upkeep(tmp_path).verify(9).entries == 0


def test_a_database_of_the_first_schema_is_not_read_before_it_is_upgraded(tmp_path: Path) -> None:
    earlier_schema(tmp_path, OLD)

    with pytest.raises(StoreError, match="written by an older version of abutre"):
        Upkeep(tmp_path).verify(9)


async def test_contracts_that_settled_before_spots_were_kept_are_shown_without(tmp_path: Path) -> None:
    earlier_schema(tmp_path, SETTLED, "0002")

    async with Database(tmp_path) as database:
        page = await SqlArchive(database=database).contracts(Window(run_id=1, limit=9))
    (contract,) = page.rows
    assert (contract.credited, contract.entry_spot, contract.exit_spot) == (195, None, None)
