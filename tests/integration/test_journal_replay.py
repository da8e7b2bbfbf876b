"""Replaying the journal: the same decisions, or the first entry where they are not; also on tampered ones."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, update

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.store.chain import BEGINNING, digest_of, hash_of
from abutre.adapters.store.checkpoint import CHECKPOINT_FILE
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.pruning import Pruned, prune
from abutre.adapters.store.recording import SqlRecording
from abutre.adapters.store.schema import entries
from abutre.adapters.store.server import Place, Server
from abutre.adapters.store.sqlite import DATABASE_FILE
from abutre.adapters.store.upkeep import Upkeep
from abutre.app.services.replay import Replay, Replayed
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.facts import CandleSeen
from tests.bot_process import abutre
from tests.recorded_run import RecordedRun

DAY = 86_400
HELD = 200


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return tmp_path
    server: Server = request.getfixturevalue("server")
    return server


def replayed(place: Place, since: int = 0) -> Replayed:
    return Replay(recording=SqlRecording(place), engines=RustEngineFactory()).run(since)


async def recorded(place: Place, *minutes: int) -> None:
    async with Database(place) as database:
        journal = SqlJournal(database=database)
        for seed, count in enumerate(minutes):
            await (await RecordedRun.begin(journal, seed=seed)).play(count)


def rehashed(data_dir: Path, number: int, old: str, new: str) -> None:
    """Change a body as someone would who knows how the chain is made: every hash after it is right again."""
    with closing(sqlite3.connect(data_dir / DATABASE_FILE)) as database:
        before = BEGINNING.hash
        query = "SELECT id, run_id, epoch, kind, digest, body FROM entries ORDER BY id"
        for row, run_id, epoch, kind, kept, body in database.execute(query).fetchall():
            text = body.replace(old, new) if row == number else body
            assert (text != body) == (row == number)
            digest = kept if text is None else digest_of(text)
            before = hash_of(before, number=row, run_id=run_id, epoch=epoch, kind=kind, digest=digest)
            change = "UPDATE entries SET body = ?, digest = ?, hash = ? WHERE id = ?"
            database.execute(change, (text, digest, before, row))
        database.commit()
    (data_dir / CHECKPOINT_FILE).write_text(f"{row:020} {before}\n")


def a_candle(data_dir: Path) -> tuple[int, int]:
    """Number of an entry that a candle brought about, and the candle's close."""
    for entry in SqlRecording(data_dir).entries(20):
        match entry.facts:
            case (CandleSeen(close=close),):
                return entry.number, close
    raise AssertionError("no candle")


async def test_every_run_is_replayed_to_the_same_decisions(tmp_path: Path) -> None:
    await recorded(tmp_path, 200, 50)

    found = replayed(tmp_path)

    assert found.difference is None
    assert found.entries > 250


async def test_alerts_of_the_program_itself_are_no_difference(tmp_path: Path) -> None:
    async with Database(tmp_path) as database:
        run = await RecordedRun.begin(SqlJournal(database=database))
        await run.alert(SystemAlert(level=AlertLevel.WARNING, message="The connection is lost", epoch=1))
        await run.play(5)

    assert replayed(tmp_path).difference is None


async def test_a_fact_changed_by_one_who_knows_the_chain_is_found_by_the_replay(tmp_path: Path) -> None:
    await recorded(tmp_path, 60)
    entry, close = a_candle(tmp_path)
    rehashed(tmp_path, entry, f'"close":{close}', f'"close":{close + 1}')

    assert Upkeep(tmp_path).verify(20).complaints == ()
    found = replayed(tmp_path).difference

    assert found is not None
    assert found.number == entry
    assert str(close) in found.recorded
    assert str(close + 1) in found.replayed


async def days(place: Place) -> None:
    async with Database(place) as database:
        run = await RecordedRun.begin(SqlJournal(database=database))
        for _ in range(5):
            await run.play(60)
            run.skip(DAY // 60 - 60)


async def pruned(place: Place, keep: int) -> Pruned | None:
    async with Database(place) as database:
        return await database.run(lambda connection: prune(connection, keep=keep, held=HELD))


async def test_what_was_pruned_is_gone_and_the_rest_is_proved_as_before(place: Place) -> None:
    await days(place)
    before, whole = Upkeep(place).verify(20), replayed(place)

    gone = await pruned(place, 2 * DAY)

    assert gone is not None
    assert gone.bodies == gone.last > 60
    assert min(gone.events, gone.candles) > 60
    assert before.complaints == ()
    assert Upkeep(place).verify(20) == before
    found = replayed(place)
    assert found.difference is None
    assert 60 < found.entries <= whole.entries - 60
    async with Database(place) as database:
        changed = update(entries).where(entries.c.id == 7).values(digest=func.upper(entries.c.digest))
        await database.run(lambda connection: connection.execute(changed))
    assert Upkeep(place).verify(20).complaints[0].startswith("entry 7: changed")


async def test_a_pruned_bot_goes_on_and_clients_find_the_events_they_may_ask_for(place: Place) -> None:
    await days(place)
    assert await pruned(place, 30 * DAY) is None
    assert await pruned(place, 2 * DAY) is not None
    await recorded(place, 30)

    assert Upkeep(place).verify(20).complaints == ()
    assert replayed(place).difference is None
    async with Database(place) as database:
        journal = SqlJournal(database=database)
        last_seq, _, _ = await journal.counters()
        told = await journal.events_after(last_seq - HELD, HELD)
    assert told is not None
    assert len(told) == HELD


async def test_the_newest_events_are_never_pruned_however_short_the_past_that_stays(place: Place) -> None:
    await days(place)

    assert await Upkeep(place).prune(1) is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("journal", "verify"), "entries, all as they were written"),
        (("replay-journal",), "entries replayed: the same decisions, the same state"),
        (("prune", "--keep", "90d"), "nothing is that old"),
    ],
)
async def test_the_commands_tell_of_a_good_journal(
    tmp_path: Path, command: tuple[str, ...], said: str
) -> None:
    await recorded(tmp_path, 10)

    code, out, _ = await abutre(*command, "--data-dir", str(tmp_path))

    assert (code, said in out) == (0, True)


async def test_the_commands_tell_of_a_bad_journal(tmp_path: Path) -> None:
    await recorded(tmp_path, 40)
    entry, close = a_candle(tmp_path)
    rehashed(tmp_path, entry, f'"close":{close}', f'"close":{close + 1}')
    code, out, _ = await abutre("replay-journal", "--data-dir", str(tmp_path))
    assert code == 1
    assert out.startswith(f"entry {entry} differs\nrecorded:\n")

    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        database.execute("DELETE FROM entries WHERE id = 12")
        database.commit()
    code, out, _ = await abutre("journal", "verify", "--data-dir", str(tmp_path))
    assert (code, out.splitlines()[0]) == (1, "entry 12: missing")


async def test_the_commands_tell_what_they_cannot_use(tmp_path: Path) -> None:
    code, out, err = await abutre("journal", "verify", "--data-dir", str(tmp_path))
    assert (code, out) == (2, "")
    assert "expected abutre's database, found none" in err

    code, _, err = await abutre("prune", "--keep", "90", "--data-dir", str(tmp_path))
    assert code == 2
    assert "--keep: expected a number of days such as 90d, found '90'" in err


async def test_an_export_has_every_entry_with_its_hash_and_events(tmp_path: Path) -> None:
    await recorded(tmp_path, 10)
    file = tmp_path / "journal.jsonl"

    code, out, _ = await abutre("journal", "export", "--data-dir", str(tmp_path))
    assert code == 0
    assert (await abutre("journal", "export", "--output", str(file), "--data-dir", str(tmp_path)))[0] == 0

    assert file.read_text() == out
    entries = [json.loads(line) for line in out.splitlines()]
    assert [entry["id"] for entry in entries] == list(range(1, len(entries) + 1))
    before = BEGINNING.hash
    for entry in entries:
        assert digest_of(entry["body"]) == entry["digest"]
        before = hash_of(
            before,
            number=entry["id"],
            run_id=entry["run_id"],
            epoch=entry["epoch"],
            kind=entry["kind"],
            digest=entry["digest"],
        )
        assert before == entry["hash"]
    assert entries[1]["told"][0]["seq"] == 1
