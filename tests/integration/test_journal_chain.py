"""The chain against whoever has the database in hand: whatever is changed is found, and named."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from abutre.adapters.store.checkpoint import CHECKPOINT_FILE
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.sqlite import DATABASE_FILE
from abutre.adapters.store.upkeep import Upkeep
from abutre.domain.errors import StoreError
from abutre.domain.records import Audit
from tests.recorded_run import RecordedRun

AUDIT = Audit(at=1, who="local", address="127.0.0.1", action="login", result="ok", detail="a person came")


async def recorded(data_dir: Path, minutes: int) -> None:
    async with Database(data_dir) as database:
        run = await RecordedRun.begin(SqlJournal(database=database))
        await run.play(minutes // 2)
        await run.journal.audit(AUDIT)
        await run.play(minutes - minutes // 2)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("whole")
    asyncio.run(recorded(data_dir, 60))
    return data_dir


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def tampered(data_dir: Path, *statements: str) -> tuple[str, ...]:
    """What a verification says after `statements` were done to the database."""
    with closing(sqlite3.connect(data_dir / DATABASE_FILE)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    return Upkeep(data_dir).verify(20).complaints


def table(data_dir: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data_dir / DATABASE_FILE)) as database:
        return database.execute(query).fetchall()


def last_entry(data_dir: Path) -> int:
    ((number,),) = table(data_dir, "SELECT max(id) FROM entries")
    return int(number)


def test_a_journal_as_it_was_written_passes(whole: Path) -> None:
    verdict = Upkeep(whole).verify(20)

    assert verdict.complaints == ()
    assert verdict.entries == last_entry(whole) > 60
    assert table(whole, "SELECT count(*) FROM trades WHERE result IS NOT NULL")[0][0] > 3


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE entries SET body = replace(body, '50', '51') WHERE id = 9", "entry 9: its body was changed"),
        ("UPDATE entries SET body = '/' || body WHERE id = 1", "entry 1: its body was changed"),
        ("UPDATE entries SET epoch = epoch + 1 WHERE id = 9", "entry 9: changed, inserted or moved"),
        ("UPDATE entries SET kind = 'audit' WHERE id = 9", "entry 9: changed, inserted or moved"),
        ("UPDATE entries SET hash = 'x' || substr(hash, 2) WHERE id = 9", "entry 9: changed"),
        ("DELETE FROM entries WHERE id = 9", "entry 9: missing"),
        ("DELETE FROM entries WHERE id BETWEEN 9 AND 12", "entry 9: missing, up to entry 12"),
        ("UPDATE runs SET symbol = 'R_50'", "entry 1: the run 1 that it began was changed"),
        ("UPDATE snapshots SET state = '{}'", "entry 1: its snapshot of the engine was changed"),
        ("DELETE FROM events WHERE seq = 20", "event 20 is missing"),
        ("UPDATE events SET epoch = 0 WHERE seq = 1", "entry 2: one of the events 1 to 4 was changed"),
        ("INSERT INTO events VALUES (-5, 1, 'system_alert', 0, '{}')", "event -5: no entry vouches for it"),
        ("UPDATE trades SET profit = 99 WHERE trade_id = 2", "trade 2: not as the entries tell: profit"),
        ("DELETE FROM trades WHERE trade_id = 2", "trade 2: missing, though entries tell of it"),
        ("UPDATE contracts SET credited = 1 WHERE intent = 3", "intent 3: not as the entries tell: credited"),
        ("INSERT INTO equity (run_id, epoch, balance) VALUES (1, 1, 1)", "equity of run 1: not as"),
        ("UPDATE run_state SET state = '{}'", "the engine of run 1 is kept otherwise"),
    ],
)
def test_a_change_is_found_and_named(copy: Path, statement: str, named: str) -> None:
    complaints = tampered(copy, statement)

    assert any(named in complaint for complaint in complaints), complaints


def test_an_inserted_entry_is_found(copy: Path) -> None:
    complaints = tampered(
        copy,
        "UPDATE entries SET id = id + 100000 WHERE id > 20",
        "UPDATE entries SET id = id - 99999 WHERE id > 20",
        "INSERT INTO entries SELECT 21, run_id, epoch, kind, digest, body, hash FROM entries WHERE id = 20",
    )

    assert complaints[0].startswith("entry 21: changed, inserted or moved")


def test_two_entries_that_changed_places_are_found(copy: Path) -> None:
    complaints = tampered(
        copy,
        "UPDATE entries SET id = -1 WHERE id = 20",
        "UPDATE entries SET id = 20 WHERE id = 21",
        "UPDATE entries SET id = 21 WHERE id = -1",
    )

    assert complaints[0].startswith("entry 20: changed, inserted or moved")


@pytest.mark.parametrize("lost", [1, 10])
async def test_a_cut_tail_is_found_and_the_bot_does_not_start(copy: Path, lost: int) -> None:
    last = last_entry(copy)

    complaints = tampered(copy, f"DELETE FROM entries WHERE id > {last - lost}")  # noqa: S608 (a number of ours)

    expected = f"the journal ends at entry {last - lost} and was known to reach entry {last}"
    assert any(complaint.startswith(expected) for complaint in complaints)
    async with Database(copy) as database:
        with pytest.raises(StoreError, match=f"{expected}.*abutre journal accept"):
            await SqlJournal(database=database).latest_run()


async def test_an_older_copy_is_refused_until_it_is_accepted(tmp_path: Path) -> None:
    async with Database(tmp_path) as database:
        run = await RecordedRun.begin(SqlJournal(database=database))
        await run.play(3)
    shutil.copy(tmp_path / DATABASE_FILE, tmp_path / "older")
    async with Database(tmp_path) as database:
        await SqlJournal(database=database).audit(AUDIT)
    (tmp_path / "older").rename(tmp_path / DATABASE_FILE)

    async with Database(tmp_path) as database:
        with pytest.raises(StoreError, match="are missing, or the database is an older copy"):
            await SqlJournal(database=database).latest_run()

    assert await Upkeep(tmp_path).accept() == last_entry(tmp_path)
    async with Database(tmp_path) as database:
        assert await SqlJournal(database=database).latest_run() is not None
    assert Upkeep(tmp_path).verify(20).complaints == ()


async def test_a_checkpoint_that_is_gone_or_unreadable_is_refused(copy: Path) -> None:
    for spoil in (Path.unlink, lambda path: path.write_bytes(b"1 abc\n")):
        spoil(copy / CHECKPOINT_FILE)
        async with Database(copy) as database:
            with pytest.raises(StoreError, match="expected the journal's checkpoint"):
                await SqlJournal(database=database).latest_run()
        await Upkeep(copy).accept()


async def test_a_checkpoint_that_is_behind_as_after_a_crash_is_fine(copy: Path) -> None:
    ((number, found),) = table(copy, "SELECT id, hash FROM entries WHERE id = 20")
    (copy / CHECKPOINT_FILE).write_text(f"{number:020} {found}\n")

    async with Database(copy) as database:
        await SqlJournal(database=database).audit(AUDIT)

    assert (copy / CHECKPOINT_FILE).read_text().startswith(f"{last_entry(copy):020} ")
    assert Upkeep(copy).verify(20).complaints == ()


async def test_a_database_replaced_by_another_of_the_same_length_is_refused(copy: Path) -> None:
    path = copy / CHECKPOINT_FILE
    path.write_text(path.read_text()[:21] + "f" * 64 + "\n")

    async with Database(copy) as database:
        with pytest.raises(StoreError, match="is not the one the bot wrote"):
            await SqlJournal(database=database).audit(AUDIT)


FLIPPED = {
    "entries": ("id", ("id", "run_id", "epoch", "kind", "digest", "body", "hash")),
    "events": ("seq", ("seq", "run_id", "type", "epoch", "payload")),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_of_an_entry_or_an_event_is_found(whole: Path, tmp_path: Path, data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(FLIPPED)))
    key, columns = FLIPPED[name]
    column = data.draw(st.sampled_from(columns))
    rows = table(whole, f"SELECT {key}, {column} FROM {name} WHERE {column} IS NOT NULL")  # noqa: S608 (names of ours)
    number, value = data.draw(st.sampled_from(rows))
    last_bit = 40 if isinstance(value, int) else 8 * len(value.encode()) - 1
    changed = flipped(value, data.draw(st.integers(0, last_bit)))
    assume(column != key or (changed,) not in [row[:1] for row in rows])
    copy = Path(shutil.copytree(whole, tmp_path / "flipped", dirs_exist_ok=True))
    as_text = "CAST(? AS TEXT)" if isinstance(changed, bytes) else "?"
    with closing(sqlite3.connect(copy / DATABASE_FILE)) as database:
        database.execute(f"UPDATE {name} SET {column} = {as_text} WHERE {key} = ?", (changed, number))  # noqa: S608 (as above)
        database.commit()

    complaints = Upkeep(copy).verify(20).complaints

    assert complaints
    if name == "entries" and column != "id":
        assert complaints[0].startswith(f"entry {number}: "), complaints


def flipped(value: str | int, bit: int) -> bytes | int:
    """`value` with the bit number `bit` flipped."""
    if isinstance(value, int):
        return value ^ (1 << bit)
    raw = bytearray(value.encode())
    raw[bit // 8] ^= 1 << bit % 8
    return bytes(raw)
