"""Opening the data directory: what is created, what is taken over, and what is refused and left as it was."""

import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.schema import metadata
from abutre.adapters.store.sqlite import DATABASE_FILE, LOCK_FILE
from abutre.domain.errors import StoreError
from abutre.domain.model import AccountMode
from abutre.domain.records import Run

RUN = Run(run_id=0, mode=AccountMode.DEMO, symbol="R_100", source="simulator", started_at=5)


def contents(data_dir: Path) -> dict[str, bytes]:
    files = [path for path in data_dir.iterdir() if path.name != LOCK_FILE]
    # -shm holds no data: an index that SQLite writes anew whenever it is opened after a crash.
    return {path.name: b"" if path.name.endswith("-shm") else path.read_bytes() for path in files}


async def refusal(data_dir: Path) -> str:
    """The message of a data directory's refusal, once it is certain that nothing in it has changed."""
    before = contents(data_dir)
    with pytest.raises(StoreError) as refused:
        await Database(data_dir).open()
    assert contents(data_dir) == before
    return str(refused.value)


async def make(data_dir: Path) -> Path:
    async with Database(data_dir) as database:
        for _ in range(200):
            await SqlJournal(database=database).begin_run(RUN)
    return data_dir / DATABASE_FILE


async def test_a_new_data_directory_is_for_its_owner_only(tmp_path: Path) -> None:
    path = await make(tmp_path / "one" / "two")

    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


async def test_the_database_writes_ahead_syncs_every_commit_and_keeps_foreign_keys(tmp_path: Path) -> None:
    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    async with Database(tmp_path) as database:
        found = await database.run(pragmas)

    assert found == ["wal", 2, 1]


async def test_the_migrations_lead_to_the_schema(tmp_path: Path) -> None:
    async with Database(tmp_path) as database:
        differences = await database.run(
            lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
        )

    assert differences == []


async def test_opening_leaves_logging_alone(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("alembic").level)

    await make(tmp_path)

    assert (root.level, list(root.handlers), logging.getLogger("alembic").level) == before


async def test_an_empty_file_is_a_database_that_was_never_written(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).touch()

    async with Database(tmp_path) as database:
        assert (await SqlJournal(database=database).begin_run(RUN)).run_id == 1


async def test_a_path_with_a_percent_sign_and_spaces_is_a_path_like_any_other(tmp_path: Path) -> None:
    await make(tmp_path / "100% mine? #1")

    async with Database(tmp_path / "100% mine? #1") as database:
        assert (await SqlJournal(database=database).begin_run(RUN)).run_id == 201


async def test_a_second_user_in_the_same_process_is_refused(tmp_path: Path) -> None:
    async with Database(tmp_path):
        with pytest.raises(StoreError, match="another abutre uses this data directory"):
            await Database(tmp_path).open()


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_text("balance: 1000.00\n" * 100)

    assert "SQLite cannot read (file is not a database)" in await refusal(tmp_path)


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = await make(tmp_path)
    whole = path.read_bytes()
    page = whole.rindex(b"DEMOR_100simulator") // 4096 * 4096
    path.write_bytes(whole[:page] + b"\xff" * 4096 + whole[page + 4096 :])

    assert "the database is damaged" in await refusal(tmp_path)


async def test_a_truncated_database_is_refused(tmp_path: Path) -> None:
    path = await make(tmp_path)
    path.write_bytes(path.read_bytes()[:10_000])

    assert str(path) in await refusal(tmp_path)


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = await make(tmp_path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    message = await refusal(tmp_path)

    assert "written by a newer version of abutre (schema 9999; this version knows up to 0003)" in message


async def test_what_a_crash_left_unwritten_is_looked_at_too(tmp_path: Path) -> None:
    path = await make(tmp_path / "whole")
    crashed = tmp_path / "crashed"
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
        shutil.copytree(tmp_path / "whole", crashed)

    assert (crashed / f"{DATABASE_FILE}-wal").stat().st_size > 0
    assert "schema 9999" in await refusal(crashed)


@pytest.mark.parametrize("journal_mode", ["DELETE", "WAL"])
async def test_a_database_of_another_program_is_refused(tmp_path: Path, journal_mode: str) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        database.execute(f"PRAGMA journal_mode = {journal_mode}")
        database.execute("CREATE TABLE recipes (name TEXT)")

    assert "found another program's" in await refusal(tmp_path)


async def test_a_refused_data_directory_can_be_opened_once_mended(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_FILE
    path.write_text("nonsense")
    await refusal(tmp_path)

    path.unlink()
    await make(tmp_path)


async def test_a_file_in_place_of_the_data_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")

    for data_dir in (tmp_path / "data", tmp_path / "data" / "below"):
        with pytest.raises(StoreError, match="expected a directory that abutre may write to"):
            await Database(data_dir).open()
    assert (tmp_path / "data").read_text() == "mine"


async def test_a_directory_in_place_of_the_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).mkdir()

    with pytest.raises(StoreError, match="that SQLite cannot read"):
        await Database(tmp_path).open()
