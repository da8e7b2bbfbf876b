"""The port through which the journal is read back to be proved."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from abutre.domain.records import Recorded, Snapshot


class Recording(Protocol):
    """The journal read back, also while a bot writes it. May take long: not for the event loop."""

    def snapshots(self) -> Sequence[Snapshot]:
        """Every engine that was kept, oldest first: where a run began, and after a UTC day's first entry.

        Raises:
            UserError: the journal cannot be read.
        """

    def entries(self, number: int) -> Iterator[Recorded]:
        """Entries from `number` on as of now, audits left out; what was pruned is left out too.

        Raises:
            UserError: the journal cannot be read.
        """
