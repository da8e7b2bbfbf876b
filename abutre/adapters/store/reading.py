"""The database read beside a bot that may be writing it: nothing is locked, changed or upgraded."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, StaticPool, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError

from abutre.adapters.store.inspection import read_only, refuse_unusable
from abutre.adapters.store.revisions import known_revisions
from abutre.adapters.store.schema import entries
from abutre.domain.errors import StoreError


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection to the SQLite database `path` as it is at this moment, whatever is written meanwhile.

    Raises:
        StoreError: there is none, it cannot be read, or an older version wrote it.
    """
    if not path.exists() or path.stat().st_size == 0:
        raise StoreError(f"{path}: expected abutre's database, found none. Name another --data-dir")
    refuse_unusable(path, known_revisions())
    engine = create_engine("sqlite://", creator=lambda: _connected(path), poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection, connection.begin():
            if not inspect(connection).has_table(entries.name):
                raise StoreError(f"{path}: written by an older version of abutre; abutre serve upgrades it")
            yield connection
    except DBAPIError as error:
        raise StoreError(f"{path}: {error.orig}. Look at the file's rights and the disk's health.") from error
    finally:
        engine.dispose()


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(read_only(path), uri=True, isolation_level=None, check_same_thread=False)
    connection.text_factory = lambda text: text.decode(errors="surrogateescape")  # bytes tampered with, too
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
