"""The SQLite file a simulator keeps itself in, opened, checked, and written in whole transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from abutre.simulator.errors import SimulatorFileError

_APPLICATION = 0x41627472
_VERSION = 1
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, body NOT NULL) WITHOUT ROWID;
CREATE TABLE accounts (account_id TEXT PRIMARY KEY, body NOT NULL);
CREATE TABLE contracts (
    contract_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, contract_type TEXT NOT NULL,
    purchase_time INTEGER NOT NULL, is_sold INTEGER NOT NULL, body NOT NULL);
CREATE INDEX contracts_of ON contracts (account_id, is_sold, contract_id);
CREATE TABLE movements (
    transaction_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, action TEXT NOT NULL,
    time INTEGER NOT NULL, contract_id INTEGER, body NOT NULL);
CREATE INDEX movements_of ON movements (account_id, transaction_id);
CREATE INDEX movements_for ON movements (contract_id);
"""


class StateFile:
    """A database that one process has to itself.

    Attributes:
        database: to read from; written in a `transaction` alone.
    """

    def __init__(self, path: Path | None) -> None:
        """Open `path`, new or as it was left; None is a database in memory.

        Raises:
            SimulatorFileError: it is no state of this simulator, or another simulator uses it.
        """
        self._path = path
        try:
            if path is not None:
                path.touch(mode=0o600)  # SQLite would let everybody read it; its other files follow this one
            self.database = sqlite3.connect(
                ":memory:" if path is None else path, isolation_level=None, timeout=1
            )
            self._open()
        except (sqlite3.Error, OSError) as error:
            raise SimulatorFileError(
                f"{path} cannot be gone on from: {error}; expected a file that --state wrote, used by no "
                "other simulator, or a name that is free"
            ) from error

    def _open(self) -> None:
        database = self.database
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables:
            (application,) = database.execute("PRAGMA application_id").fetchone()
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if (application, version) != (_APPLICATION, _VERSION):
                raise sqlite3.DatabaseError("it is a database of something else, or of another version")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        if not tables:
            database.executescript(
                f"BEGIN IMMEDIATE; PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION};"
                f"{_TABLES} COMMIT;"
            )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside is on disk at the end of it, or nothing is.

        Raises:
            SimulatorFileError: it cannot be written.
        """
        try:
            self.database.execute("BEGIN IMMEDIATE")
            with self.database:
                yield self.database
        except sqlite3.Error as error:
            raise SimulatorFileError(f"{self._path} cannot be written: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()
