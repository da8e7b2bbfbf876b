"""`abutre journal verify` on what a bot wrote, and on copies that somebody has had in hand."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.sqlite import DATABASE_FILE
from tests.bot_process import abutre
from tests.recorded_run import RecordedRun


async def recorded(data_dir: Path) -> int:
    """The number of the last entry."""
    async with Database(data_dir) as database:
        await (await RecordedRun.begin(SqlJournal(database=database))).play(20)
    with closing(sqlite3.connect(data_dir / DATABASE_FILE)) as database:
        return int(database.execute("SELECT max(id) FROM entries").fetchone()[0])


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (
            ["UPDATE entries SET body = replace(body, '50', '51') WHERE id = 9"],
            "entry 9: its body was changed",
        ),
        (["DELETE FROM entries WHERE id = 9"], "entry 9: missing"),
        (
            [
                "UPDATE entries SET id = -id WHERE id >= 9",
                "UPDATE entries SET id = 1 - id WHERE id < 0",
                (
                    "INSERT INTO entries "
                    "SELECT 9, run_id, epoch, kind, digest, body, hash FROM entries WHERE id = 8"
                ),
            ],
            "entry 9: changed, inserted or moved",
        ),
        (["DELETE FROM entries WHERE id > 9"], "entries from 10 on are missing"),
    ],
    ids=["edit", "delete", "insert", "truncate"],
)
async def test_a_tampered_copy_fails_with_the_entrys_number_and_a_good_one_passes(
    tmp_path: Path, statements: list[str], named: str
) -> None:
    last = await recorded(tmp_path)
    command = ("journal", "verify", "--data-dir", str(tmp_path))
    assert await abutre(*command) == (0, f"{last} entries, all as they were written\n", "")

    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()

    code, out, err = await abutre(*command)
    assert (code, err) == (1, "")
    assert named in out
