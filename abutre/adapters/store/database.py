"""The data directory and the database in it: opened once, by one process, used from one thread."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import Connection, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from abutre.adapters.store.inspection import refuse_unusable
from abutre.adapters.store.revisions import known_revisions, upgrade
from abutre.domain.errors import StoreError

DATABASE_FILE = "abutre.db"
"""Name of the database in the data directory."""

LOCK_FILE = "abutre.lock"
"""Name of the file that the process which uses the data directory holds locked."""

Result = TypeVar("Result")


class Database:
    """`abutre.db` in `data_dir`, created or upgraded when it is opened.

    Everything that may block runs on one thread of its own, so the event loop never waits for the disk.
    Opened once: after `close` make a new one.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._resources = ExitStack()
        self._connection: Connection | None = None

    @property
    def data_dir(self) -> Path:
        """The data directory."""
        return self._data_dir

    async def open(self) -> None:
        """Take the data directory, and create or upgrade the database.

        Raises:
            StoreError: the directory cannot be written to or is in use, or the database is damaged, another
                program's, or of a newer version; it is left as it was.
        """
        loop = asyncio.get_running_loop()
        try:
            self._connection = await loop.run_in_executor(self._thread, self._opened)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish what has begun, and let go of the data directory. A second time does nothing."""
        self._connection = None
        try:
            closing = self._thread.submit(self._resources.close)
        except RuntimeError:  # closed before
            return
        self._thread.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(closing))  # letting go happens, whoever waits for it or not

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do `work` in a transaction of its own, one after the other; durable when this returns.

        When the caller is cancelled, the transaction happens whole or not at all, as in a crash.

        Raises:
            StoreError: the database refused or is not open; nothing of `work` was kept.
        """
        connection = self._connection
        if connection is None:
            raise StoreError(f"{self._data_dir / DATABASE_FILE}: the database is not open")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._transact, connection, work
        )

    def _transact(self, connection: Connection, work: Callable[[Connection], Result]) -> Result:
        try:
            with connection.begin():
                return work(connection)
        except DBAPIError as error:
            raise StoreError(
                f"{self._data_dir / DATABASE_FILE}: {error.orig}; nothing was kept. "
                "Look at the disk's free space and health."
            ) from error

    def _opened(self) -> Connection:
        path = self._data_dir / DATABASE_FILE
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._resources.enter_context(FileLock(self._data_dir / LOCK_FILE, blocking=False))
            refuse_unusable(path, known_revisions())
            path.touch(mode=0o600)
        except Timeout as error:
            raise StoreError(
                f"{self._data_dir}: another abutre uses this data directory. "
                "Stop that one, or use its dashboard, or give this one a data directory of its own."
            ) from error
        except OSError as error:
            raise StoreError(
                f"{self._data_dir}: expected a directory that abutre may write to, found: {error.strerror}. "
                "Allow it, or choose another data directory."
            ) from error
        connection = self._connected(path)
        self._transact(connection, upgrade)
        return connection

    def _connected(self, path: Path) -> Connection:
        engine = create_engine("sqlite://", creator=lambda: _sqlite(path), poolclass=StaticPool)
        self._resources.callback(engine.dispose)
        event.listen(engine, "begin", _begin)
        try:
            return self._resources.enter_context(engine.connect())
        except DBAPIError as error:
            raise StoreError(
                f"{path}: {error.orig}. Look at the file's rights and the disk's health."
            ) from error


def _sqlite(path: Path) -> sqlite3.Connection:
    # No isolation level: else the driver opens transactions of its own beside those of `_begin`.
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
