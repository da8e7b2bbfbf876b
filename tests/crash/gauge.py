"""What a running bot uses: memory, descriptors, disk, and what its client still waits for."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from abutre.adapters.store.sqlite import DATABASE_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """At one moment.

    Attributes:
        memory: resident, bytes.
        descriptors: open ones.
        store: bytes of the database, without its log.
        behind: events that are kept and were not told to the client.
    """

    memory: int
    descriptors: int
    store: int
    behind: int

    def __str__(self) -> str:
        """One line."""
        return (
            f"memory {self.memory / 2**20:6.1f} MiB, {self.descriptors} descriptors, "
            f"database {self.store / 2**20:7.1f} MiB, client {self.behind} events behind"
        )


def sample(pid: int, data_dir: Path, *, told: int) -> Sample:
    """What process `pid` uses; `told` is the number of the event its client saw last."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Sample(
        memory=pages * os.sysconf("SC_PAGE_SIZE"),
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        store=store_bytes(data_dir),
        behind=last_seq(data_dir) - told,
    )


def store_bytes(data_dir: Path) -> int:
    """Bytes of the database, without what its log still holds."""
    return (data_dir / DATABASE_FILE).stat().st_size


def last_seq(data_dir: Path) -> int:
    """Number of the newest event that is kept."""
    with closing(sqlite3.connect(f"file:{data_dir / DATABASE_FILE}?mode=ro", uri=True)) as database:
        (seq,) = database.execute("SELECT max(seq) FROM events").fetchone()
        return int(seq)
