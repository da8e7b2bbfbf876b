"""What has happened since the last commit, and the number each event gets."""

from collections.abc import Sequence

from abutre.domain.effects import Effect
from abutre.domain.events import Event, Sequenced
from abutre.domain.facts import CandleSeen, Fact, History, Quoted
from abutre.domain.model import MINUTE
from abutre.domain.records import Entry

BUFFER_LIMIT = 1000
"""Facts without effects that may wait for a commit."""


def _epoch_of(fact: Fact) -> int:
    match fact:
        case CandleSeen():
            return fact.open_time + MINUTE
        case History() | Quoted():
            return 0
        case _:
            return fact.epoch


class Bookkeeping:
    """Collects facts and their effects into the entries of one run."""

    def __init__(self, *, run_id: int, last_seq: int, epoch: int) -> None:
        """Go on after event number `last_seq` at market time `epoch`."""
        self._run_id = run_id
        self._last_seq = last_seq
        self._epoch = epoch
        self._facts: list[Fact] = []

    @property
    def epoch(self) -> int:
        """Newest market time any fact carried."""
        return self._epoch

    @property
    def last_seq(self) -> int:
        """Number of the last event."""
        return self._last_seq

    @property
    def waiting(self) -> int:
        """Facts noted since the last entry."""
        return len(self._facts)

    def note(self, fact: Fact) -> None:
        """Remember `fact` for the next entry."""
        self._facts.append(fact)
        self._epoch = max(self._epoch, _epoch_of(fact))

    def entry(self, effects: Sequence[Effect], state: str) -> Entry:
        """Everything noted since the last entry, with what it caused. `state` is the engine after it."""
        entry = Entry(
            run_id=self._run_id,
            facts=tuple(self._facts),
            effects=tuple(effects),
            events=tuple(self._number(effect) for effect in effects if isinstance(effect, Event)),
            state=state,
            epoch=self._epoch,
        )
        self._facts.clear()
        return entry

    def _number(self, event: Event) -> Sequenced:
        self._last_seq += 1
        return Sequenced(seq=self._last_seq, event=event)
