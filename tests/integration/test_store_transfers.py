"""The store as a whole: copied both ways, saved beside a bot that writes, put back, and never half."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.schema import metadata
from abutre.adapters.store.server import Server, data_dir_of
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.adapters.store.sqlite import DATABASE_FILE
from abutre.adapters.store.transfers import Transfers
from abutre.domain.errors import StoreError
from abutre.domain.settings import Settings
from tests.contract.journal_entries import BOUGHT, BUY, ONE_OF_EACH, RUN, a_candle, an_alert, an_entry, told

Place = Path | Server
Everything = dict[str, list[tuple[object, ...]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return tmp_path / "data"
    server: Server = request.getfixturevalue("server")
    return server


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return tmp_path / "elsewhere"
    server: Server = request.getfixturevalue("server")
    return replace(server, bot="elsewhere", data_dir=tmp_path / "elsewhere")


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


async def fill(place: Place) -> None:
    async with Database(place) as database:
        journal = SqlJournal(database=database)
        await journal.begin_run(RUN)
        run = await journal.begin_run(RUN)
        await journal.commit(an_entry(run.run_id, BUY, BOUGHT, *ONE_OF_EACH, state="{}"))
        await journal.commit(an_entry(run.run_id, told(a_candle(1)), an_alert("Olá, “você”"), seq=12))
        await SqlSettingsRepository(database=database).store(Settings(max_level=3), stored_at=9)


async def everything(place: Place) -> Everything:
    async with Database(place) as database:
        return await database.run(
            lambda connection: {
                table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.c))]
                for table in metadata.sorted_tables
            }
        )


async def test_any_store_can_be_copied_to_any_other(place: Place, elsewhere: Place) -> None:
    await fill(place)

    rows = await Transfers(place).copy_to(elsewhere)

    found = await everything(elsewhere)
    assert found == await everything(place)
    assert rows == sum(len(table) for table in found.values()) > 10
    async with Database(elsewhere) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        assert run.run_id == 3
        await journal.commit(an_entry(run.run_id, told(a_candle(2)), seq=14))


async def test_a_store_that_knows_something_is_no_target(place: Place, elsewhere: Place) -> None:
    await fill(place)
    async with Database(elsewhere) as database:
        await SqlSettingsRepository(database=database).store(Settings(max_level=4), stored_at=9)
    before = await everything(elsewhere)

    with pytest.raises(StoreError, match="expected an empty store"):
        await Transfers(place).copy_to(elsewhere)

    assert await everything(elsewhere) == before


async def test_a_store_in_use_is_neither_copied_nor_restored(place: Place, tmp_path: Path) -> None:
    await fill(place)
    await Transfers(place).backup(tmp_path / "backup.db")
    async with Database(place):
        for work in (
            Transfers(place).copy_to(tmp_path / "new"),
            Transfers(place).restore(tmp_path / "backup.db", replace=True),
        ):
            with pytest.raises(StoreError, match="another abutre"):
                await work
    assert not (tmp_path / "new").exists()


async def test_nothing_is_not_copied_and_nothing_is_made_of_it(place: Place, tmp_path: Path) -> None:
    for work in (Transfers(place).copy_to(tmp_path / "new"), Transfers(place).backup(tmp_path / "b.db")):
        with pytest.raises(StoreError, match="found no"):
            await work
    assert names_in(tmp_path) == []


async def test_a_backup_is_one_moment_of_a_store_that_is_being_written(place: Place, tmp_path: Path) -> None:
    await fill(place)
    async with Database(place) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)

        async def write() -> None:
            for seq in range(14, 1_000_000):
                await journal.commit(an_entry(run.run_id, an_alert(str(seq)), seq=seq, state=str(seq)))

        writing = asyncio.create_task(write())
        backups = [tmp_path / f"{number}.db" for number in range(3)]
        for file in backups:
            await Transfers(place).backup(file)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    for file in backups:
        restored = tmp_path / file.stem
        await Transfers(restored).restore(file, replace=False)
        async with Database(restored) as database:
            journal = SqlJournal(database=database)
            resumable, (last_seq, _, _) = await journal.latest_run(), await journal.counters()
        assert resumable is not None
        assert resumable.state in {str(last_seq), "{}"}
        assert file.stat().st_mode & 0o777 == 0o600


async def test_a_restore_forgets_what_there_is_only_when_told(place: Place, tmp_path: Path) -> None:
    await fill(place)
    await Transfers(place).backup(tmp_path / "backup.db")
    saved = await everything(place)
    async with Database(place) as database:
        await SqlSettingsRepository(database=database).store(Settings(max_level=4), stored_at=10)
    later = await everything(place)

    with pytest.raises(StoreError, match="to forget what it knows, restore with --replace"):
        await Transfers(place).restore(tmp_path / "backup.db", replace=False)
    assert await everything(place) == later

    await Transfers(place).restore(tmp_path / "backup.db", replace=True)
    assert await everything(place) == saved


async def test_a_state_older_than_the_checkpoint_is_restored_only_when_told(
    place: Place, tmp_path: Path
) -> None:
    await fill(place)
    await Transfers(place).backup(tmp_path / "backup.db")
    async with Database(place) as database:
        await SqlJournal(database=database).begin_run(RUN)
    later = await Transfers(place).backup(tmp_path / "later.db")
    await Transfers(place).restore(tmp_path / "backup.db", replace=True)
    async with Database(place) as database:
        await SqlJournal(database=database).begin_run(RUN)
    data_dir = data_dir_of(place)
    if isinstance(place, Path):
        for file in data_dir.glob(f"{DATABASE_FILE}*"):
            file.unlink()

        with pytest.raises(StoreError, match=r"is an older copy\. Nothing was changed; to go back"):
            await Transfers(place).restore(tmp_path / "backup.db", replace=False)

    assert await Transfers(place).restore(tmp_path / "later.db", replace=True) == later
    async with Database(place) as database:
        assert await SqlJournal(database=database).latest_run() is not None


async def test_a_backup_whose_chain_is_broken_replaces_nothing(place: Place, tmp_path: Path) -> None:
    await fill(place)
    before = await everything(place)
    await Transfers(place).backup(tmp_path / "backup.db")
    with closing(sqlite3.connect(tmp_path / "backup.db")) as database:
        database.execute("UPDATE entries SET body = '{}' WHERE id = 3")
        database.commit()

    with pytest.raises(StoreError, match=r"entry 3: its body was changed\. Nothing was changed"):
        await Transfers(place).restore(tmp_path / "backup.db", replace=True)

    assert await everything(place) == before


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])


def alter_schema(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


def replace_by_text(file: Path) -> None:
    file.write_text("balance: 1000.00\n" * 100)


@pytest.mark.parametrize("spoil", [cut, alter_schema, replace_by_text, Path.unlink])
async def test_a_backup_that_is_not_whole_replaces_nothing(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    await fill(tmp_path / "data")
    before = await everything(tmp_path / "data")
    file = tmp_path / "backup.db"
    await Transfers(tmp_path / "data").backup(file)
    spoil(file)

    with pytest.raises(StoreError):
        await Transfers(tmp_path / "data").restore(file, replace=True)

    assert await everything(tmp_path / "data") == before


async def test_a_backup_never_writes_over_a_file(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    (tmp_path / "mine").write_text("mine")

    with pytest.raises(StoreError, match="expected a new file"):
        await Transfers(tmp_path / "data").backup(tmp_path / "mine")
    with pytest.raises(StoreError, match="expected a place that abutre may write to"):
        await Transfers(tmp_path / "data").backup(tmp_path / "nowhere" / "mine")

    assert (tmp_path / "mine").read_text() == "mine"
    assert names_in(tmp_path) == ["data", "mine"]
