"""The journal's upkeep by the operator: verify and export beside a bot, accept and prune while none runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.checkpoint import Checkpoint, accept_tail
from abutre.adapters.store.database import Database
from abutre.adapters.store.pruning import Pruned, prune
from abutre.adapters.store.recording import SqlRecording
from abutre.adapters.store.server import Place
from abutre.adapters.store.verification import Verification

HELD_EVENTS = 10_000
"""Newest events, for which clients may still ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification found.

    Attributes:
        entries: how many there are.
        complaints: what does not hold, as many as were wanted.
    """

    entries: int
    complaints: tuple[str, ...]


class Upkeep:
    """What may be done with the journal at `place` beside trading."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def verify(self, most: int) -> Verdict:
        """Go through the whole journal; up to `most` complaints.

        Raises:
            StoreError: the database cannot be read.
        """
        checkpoint = Checkpoint(self._place).read()  # before the database, which only ever goes ahead
        with backend_of(self._place).snapshot() as connection:
            verification = Verification(connection, checkpoint)
            found = [complaint for _, complaint in zip(range(most), verification.complaints(), strict=False)]
        return Verdict(entries=verification.entries, complaints=tuple(found))

    def export(self) -> Iterator[str]:
        """Every entry as a line of JSON.

        Raises:
            StoreError: the database cannot be read.
        """
        return SqlRecording(self._place).lines()

    async def accept(self) -> int:
        """Take the database as it is for the whole truth; the number of its last entry.

        Raises:
            StoreError: the store is in use, or cannot be used.
        """
        async with Database(self._place) as database:
            tail = await database.run(lambda connection: accept_tail(connection, self._place))
        return tail.number

    async def prune(self, keep: int) -> Pruned | None:
        """Let go of what is more than `keep` seconds of market time old; None when nothing is.

        Raises:
            StoreError: the store is in use, or cannot be used; nothing was let go of.
        """
        async with Database(self._place) as database:
            return await database.run(lambda connection: prune(connection, keep=keep, held=HELD_EVENTS))
