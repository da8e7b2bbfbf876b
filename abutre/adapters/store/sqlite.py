"""The store as one SQLite file in the data directory, which one process at a time holds locked."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from abutre.adapters.store.backend import TakenError
from abutre.adapters.store.inspection import refuse_unusable
from abutre.adapters.store.reading import reading
from abutre.adapters.store.revisions import known_revisions, upgrade
from abutre.domain.errors import StoreError

DATABASE_FILE = "abutre.db"
"""Name of the database in the data directory."""

LOCK_FILE = "abutre.lock"
"""Name of the file that the process which uses the data directory holds locked."""


class SqliteBackend:
    """`abutre.db` in `data_dir`. Its connection is never lost, so it is opened once."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._path = data_dir / DATABASE_FILE

    @property
    def place(self) -> str:
        """The file's path."""
        return str(self._path)

    def open(self, resources: ExitStack) -> Connection:
        """Lock the data directory; create or upgrade the file."""
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            resources.enter_context(FileLock(self._data_dir / LOCK_FILE, mode=0o600, blocking=False))
            refuse_unusable(self._path, known_revisions())
            self._path.touch(mode=0o600)
        except Timeout as error:
            raise TakenError(
                f"{self._data_dir}: another abutre uses this data directory. "
                "Stop that one, or use its dashboard, or give this one a data directory of its own."
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._data_dir}: expected a directory that abutre may write to, found: {error.strerror}. "
                "Allow it, or choose another data directory."
            ) from error
        connection = resources.enter_context(self._connected(_writing(self._path)))
        with connection.begin():
            upgrade(connection)
        return connection

    def claim(self, connection: Connection, account: str) -> None:
        """Nothing: whoever shares this database is kept out by the lock."""

    def mark(self, connection: Connection) -> None:
        """None: a commit is answered, or this process is no more."""

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Read the file beside the process that writes it."""
        return reading(self._path)

    def is_new(self) -> bool:
        """Whether there is no file, or an empty one."""
        return not self._path.exists() or (self._path.is_file() and self._path.stat().st_size == 0)

    def is_taken(self) -> bool:
        """Whether the data directory is locked: found out by locking it for a moment."""
        try:
            with FileLock(self._data_dir / LOCK_FILE, mode=0o600, blocking=False):
                return False
        except Timeout:
            return True

    def explain(self, error: DBAPIError) -> str:
        """As SQLite says it, and where to look."""
        return f"{error.orig}; nothing was kept. Look at the disk's free space and health."

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        try:
            connection = engine.connect()
        except DBAPIError as error:
            engine.dispose()
            raise StoreError(
                f"{self._path}: {error.orig}. Look at the file's rights and the disk's health."
            ) from error
        try:
            with connection:
                yield connection
        finally:
            engine.dispose()


def _writing(path: Path) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: _sqlite(path), poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _sqlite(path: Path) -> sqlite3.Connection:
    # No isolation level: else the driver opens transactions of its own beside those of the event `begin`.
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
