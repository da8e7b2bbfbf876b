"""What every recording must do: give back what the journal was given."""

from dataclasses import replace
from hashlib import sha256

import pytest

from abutre.domain.facts import TickSeen
from abutre.domain.ports import Journal
from abutre.domain.recording import Recording
from abutre.domain.records import Audit, Snapshot
from tests.contract.journal_entries import BUY, NOON, OPENED, RUN, an_alert, an_entry

DAY = 86_400
AUDIT = Audit(at=NOON, who="local", address="::1", action="command", result="ok", detail="pause")


class RecordingSuite:
    """A subclass provides the fixtures `journal`, empty, and `recording`, of that journal."""

    @pytest.fixture
    def recording(self, journal: Journal) -> Recording:
        raise NotImplementedError

    async def test_nothing_was_recorded_at_first(self, recording: Recording) -> None:
        assert list(recording.snapshots()) == []
        assert list(recording.entries(1)) == []

    async def test_an_entry_comes_back_as_it_was_with_its_place_in_the_chain(
        self, journal: Journal, recording: Recording
    ) -> None:
        run = await journal.begin_run(RUN, "first")
        ticks = (TickSeen(epoch=NOON, quote=1), TickSeen(epoch=NOON + 1, quote=2))
        entry = an_entry(run.run_id, an_alert("é"), OPENED, BUY, facts=ticks, state="second")
        await journal.audit(AUDIT)
        await journal.commit(entry)

        begun, found = recording.entries(1)

        assert (begun.number, begun.run_id, begun.epoch, begun.facts, begun.effects) == (1, 1, NOON, (), ())
        assert begun.state == sha256(b"first").hexdigest()
        assert (found.number, found.facts, found.effects) == (3, entry.facts, entry.effects)
        assert found.state == sha256(b"second").hexdigest()
        assert list(recording.entries(3)) == [found]
        assert list(recording.entries(4)) == []

    async def test_the_engine_is_kept_where_a_run_begins_and_once_a_day(
        self, journal: Journal, recording: Recording
    ) -> None:
        run_id = (await journal.begin_run(RUN, "begun")).run_id
        midnight = NOON - NOON % DAY + DAY
        for offset, state in ((-1, "same day"), (0, "next day"), (60, "later"), (3 * DAY, "after a gap")):
            await journal.commit(replace(an_entry(run_id, state=state), epoch=midnight + offset))

        assert list(recording.snapshots()) == [
            Snapshot(number=1, run_id=run_id, state="begun"),
            Snapshot(number=3, run_id=run_id, state="next day"),
            Snapshot(number=5, run_id=run_id, state="after a gap"),
        ]

    async def test_a_run_that_began_without_its_engine_is_kept_from_its_first_commit(
        self, journal: Journal, recording: Recording
    ) -> None:
        run_id = (await journal.begin_run(RUN)).run_id
        await journal.commit(an_entry(run_id, state="first"))
        await journal.commit(an_entry(run_id, state="second"))

        assert list(recording.snapshots()) == [Snapshot(number=2, run_id=run_id, state="first")]
        assert [entry.number for entry in recording.entries(1)] == [2, 3]
