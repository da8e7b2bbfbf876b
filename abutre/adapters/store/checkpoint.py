"""The chain's tail, kept outside the database: what shows that a database lost its end, or is an old copy."""

import os
import re
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select

from abutre.adapters.store.chain import Link, newest
from abutre.adapters.store.schema import entries
from abutre.adapters.store.server import Place, Server, data_dir_of
from abutre.domain.errors import StoreError

CHECKPOINT_FILE = "abutre.checkpoint"
"""Name of the checkpoint in the data directory."""

_LINE = re.compile(rb"(\d{20}) ([0-9a-f]{64})\n")


def holds_store(data_dir: Path) -> bool:
    """Whether a bot has kept its store, or its checkpoint of a server's, in a data directory."""
    return any(any(data_dir.glob(place)) for place in (CHECKPOINT_FILE, f"*/{CHECKPOINT_FILE}"))


class Checkpoint:
    """Number and hash of the last entry known to be durable, in `abutre.checkpoint`.

    It is written after the commit, so it is never ahead of the database: whatever it names is durable. It is
    one write of 86 bytes inside one sector, over bytes that exist, so a crash leaves the line before or the
    line after. It is not synced, so after a power cut it may be behind: then the entries that came after it
    are checked by their hashes alone.

    A server's database is reached from many machines, each with a checkpoint of its own: where there is none
    yet, as on a standby's, it is made.
    """

    def __init__(self, place: Place) -> None:
        self._path = data_dir_of(place) / CHECKPOINT_FILE
        self._may_be_new_here = isinstance(place, Server)
        self._written = 0
        self._checked = False

    def checked(self, connection: Connection) -> Link:
        """The chain's tail, which is compared with the checkpoint the first time.

        Raises:
            StoreError: the database does not hold what the checkpoint says it held.
        """
        tail = newest(connection)
        if not self._checked:
            # New, or just migrated, which leaves one entry: there is nothing to miss yet.
            if not self._path.exists() and (tail.number <= 1 or self._may_be_new_here):
                self.accept(tail)
            complaint = complaint_about(connection, self.read())
            if complaint is not None:
                raise StoreError(
                    f"{self._path}: {complaint}. Put the newest database back. If this one is a backup that "
                    "you mean to go on with, or you began anew on purpose, say so: abutre journal accept"
                )
            self._checked = True
        return tail

    def read(self) -> Link | None:
        """What the file says; None when there is none, or it says nothing that can be read."""
        try:
            found = _LINE.fullmatch(self._path.read_bytes())
        except OSError:
            return None
        return None if found is None else Link(number=int(found[1]), hash=found[2].decode())

    def note(self, tail: Link) -> None:
        """Move on to `tail`, an entry that is durable."""
        if tail.number <= self._written:
            return
        # What is durable stays so when this fails: a checkpoint that is behind only protects less.
        with suppress(OSError), self._path.open("r+b", buffering=0) as file:
            file.write(_line(tail))
            self._written = tail.number

    def accept(self, tail: Link) -> None:
        """Make the file anew, whole or not at all, with `tail` as the chain's end."""
        fresh = self._path.with_name(f"{CHECKPOINT_FILE}.new")
        with fresh.open("wb") as file:
            file.write(_line(tail))
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o600)
        fresh.replace(self._path)
        directory = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        self._written = tail.number


def accept_tail(connection: Connection, place: Place) -> Link:
    """Take the database as it is for the whole truth, after a backup was restored; its last entry."""
    tail = newest(connection)
    Checkpoint(place).accept(tail)
    return tail


def complaint_about(connection: Connection, checkpoint: Link | None) -> str | None:
    """What is wrong with the database's tail by `checkpoint`; None when nothing is."""
    tail = newest(connection)
    if checkpoint is None:
        return f"expected the journal's checkpoint (the database ends at entry {tail.number}), found none"
    if tail.number < checkpoint.number:
        return (
            f"the journal ends at entry {tail.number} and was known to reach entry {checkpoint.number}: "
            f"entries from {tail.number + 1} on are missing, or the database is an older copy"
        )
    if checkpoint.number == 0:
        return None
    found = connection.scalar(select(entries.c.hash).where(entries.c.id == checkpoint.number))
    if found == checkpoint.hash:
        return None
    return f"entry {checkpoint.number} is not the one the bot wrote: the database was replaced or changed"


def _line(tail: Link) -> bytes:
    return f"{tail.number:020} {tail.hash}\n".encode()
