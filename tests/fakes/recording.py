"""The fake journal read back."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from abutre.domain.records import Audit, Entry, Recorded, Run, Snapshot
from tests.fakes.journal import FakeJournal

DAY = 86_400


class FakeRecording:
    """The port `Recording` on a `FakeJournal`."""

    def __init__(self, journal: FakeJournal) -> None:
        self._journal = journal

    def snapshots(self) -> Sequence[Snapshot]:
        return list(self._snapshots())

    def entries(self, number: int) -> Iterator[Recorded]:
        for place, kept in enumerate(self._journal.chain, start=1):
            if place < number or isinstance(kept, Audit):
                continue
            if isinstance(kept, Entry):
                yield _recorded(place, kept)
            elif kept[1] is not None:
                yield _begun(place, kept[0], kept[1])

    def _snapshots(self) -> Iterator[Snapshot]:
        newest: dict[int, int] = {}
        for place, kept in enumerate(self._journal.chain, start=1):
            if isinstance(kept, Audit):
                continue
            if isinstance(kept, Entry):
                run_id, day, state = kept.run_id, kept.epoch // DAY, kept.state
            elif kept[1] is not None:
                run_id, day, state = kept[0].run_id, kept[0].started_at // DAY, kept[1]
            else:
                continue
            if newest.get(run_id, -1) < day:
                newest[run_id] = day
                yield Snapshot(number=place, run_id=run_id, state=state)


def _recorded(place: int, entry: Entry) -> Recorded:
    return Recorded(
        number=place,
        run_id=entry.run_id,
        epoch=entry.epoch,
        facts=entry.facts,
        effects=entry.effects,
        state=sha256(entry.state.encode()).hexdigest(),
    )


def _begun(place: int, run: Run, state: str) -> Recorded:
    digest = sha256(state.encode()).hexdigest()
    return Recorded(number=place, run_id=run.run_id, epoch=run.started_at, facts=(), effects=(), state=digest)
