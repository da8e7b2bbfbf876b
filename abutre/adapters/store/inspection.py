"""A look at the database file before it is opened: what is not ours or not whole is refused, untouched."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from abutre.domain.errors import StoreError

_LONG = {"entries", "events", "candles"}
"""Tables that grow for years: a start does not read them whole, `abutre journal verify` does."""

_ANOTHER = "Choose another data directory, or move the file away (abutre then starts an empty one)."


def refuse_unusable(path: Path, known_revisions: Collection[str]) -> None:
    """Look at the database `path`, writing nothing. A file that is absent or empty is fine.

    Raises:
        StoreError: not SQLite, damaged, another program's, or of a revision that is not known.
    """
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as database:
            tables = {
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            damage = _damage(database, sorted(tables - _LONG))
            revisions = _revisions(database) if "alembic_version" in tables else []
    except sqlite3.Error as error:
        raise StoreError(
            f"{path}: expected abutre's database, found a file that SQLite cannot read ({error}). {_ANOTHER}"
        ) from error
    if damage != "ok":
        raise StoreError(
            f"{path}: the database is damaged ({damage}). Put a backup in its place. {_ANOTHER}",
        )
    if tables and not revisions:
        raise StoreError(f"{path}: expected abutre's database, found another program's. {_ANOTHER}")
    if unknown := [revision for revision in revisions if revision not in known_revisions]:
        raise StoreError(
            f"{path}: written by a newer version of abutre (schema {unknown[0]}; this version knows up to "
            f"{max(known_revisions)}). Use that version. {_ANOTHER}"
        )


def _damage(database: sqlite3.Connection, tables: Collection[str]) -> str:
    for table in tables:
        try:
            found: str = database.execute(f"PRAGMA quick_check('{table}')").fetchone()[0]
        except sqlite3.DatabaseError as error:  # so bad that even the check stumbles over it
            return str(error)
        if found != "ok":
            return found
    return "ok"


def read_only(path: Path) -> str:
    """An SQLite URI that reads `path` and leaves nothing behind."""
    # Reading a WAL database leaves -wal and -shm behind unless it is called immutable, which hides what
    # a crash left in a -wal or -journal: so only when there is none.
    crashed = any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-journal"))
    return f"{path.absolute().as_uri()}?mode=ro{'' if crashed else '&immutable=1'}"


def _revisions(database: sqlite3.Connection) -> list[str]:
    return [revision for (revision,) in database.execute("SELECT version_num FROM alembic_version")]
