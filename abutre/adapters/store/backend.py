"""What SQLite and PostgreSQL do differently, as the rest of the store sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from abutre.domain.errors import StoreError

Kept = Callable[[Connection], bool]
"""Whether a transaction of an earlier connection was committed, asked over a new one."""


class TakenError(StoreError):
    """Another process uses the store; it may let go later."""


class Backend(Protocol):
    """One database. Its methods block; all but `explain` run on the store's own thread."""

    @property
    def place(self) -> str:
        """What messages call the database; never a secret."""

    def open(self, resources: ExitStack) -> Connection:
        """Take the lease, look, create or upgrade, connect; `resources` gives all of it back.

        A second time, after the connection was lost, it goes on only where nobody else has been.

        Raises:
            TakenError: another process holds the lease.
            StoreError: the database cannot be used, or not now; it is left as it was.
            TakenOverError: another process held the lease meanwhile.
        """

    def claim(self, connection: Connection, account: str) -> None:
        """Let nobody else on this database trade `account`, from now until the connection ends.

        Raises:
            TakenError: another bot trades it.
        """

    def mark(self, connection: Connection) -> Kept | None:
        """What tells later whether the open transaction was committed; None when nobody will have to ask."""

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Read everything as it is at one moment, without the lease, beside a bot that runs.

        Raises:
            StoreError: there is nothing to read, or it is not of this version.
        """

    def is_new(self) -> bool:
        """Whether nothing was ever kept here.

        Raises:
            StoreError: nobody can tell: it is out of reach.
        """

    def is_taken(self) -> bool:
        """Whether another process holds the lease now; only asked where something is kept."""

    def explain(self, error: DBAPIError) -> str:
        """What went wrong and what to do, in a sentence or two; never a secret."""
