"""The journal's facts once more: a second engine must decide what the bot decided, and end where it ended."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from abutre.domain.effects import Effect
from abutre.domain.errors import EngineError
from abutre.domain.events import SystemAlert
from abutre.domain.ports import Engine, EngineFactory
from abutre.domain.recording import Recording
from abutre.domain.records import Recorded, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where a replay parted from the record.

    Attributes:
        number: the entry.
        recorded: what the bot decided, or the state it reached.
        replayed: what the second engine decided or reached.
    """

    number: int
    recorded: str
    replayed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How a replay went.

    Attributes:
        entries: how many entries were replayed.
        reached: number of the last snapshot come to, 0 when there was none.
        difference: the first one; None when there was none.
    """

    entries: int
    reached: int
    difference: Difference | None


class Replay:
    """Replays what `recording` holds, on engines of its own. Blocks: not for the event loop."""

    def __init__(self, *, recording: Recording, engines: EngineFactory) -> None:
        self._recording = recording
        self._engines = engines

    def newest(self) -> int:
        """Number of the newest snapshot; 0 when there is none."""
        kept = self._recording.snapshots()
        return kept[-1].number if kept else 0

    def run(self, since: int = 0) -> Replayed:
        """Replay from the snapshot `since` (0: from the oldest) to the end, or to the first difference.

        Raises:
            UserError: the journal cannot be read.
        """
        kept = {snapshot.number: snapshot for snapshot in self._recording.snapshots()}
        engine: Engine | None = None
        entries, reached, run_id = 0, 0, 0
        for recorded in self._recording.entries(since or min(kept, default=1)):
            time.sleep(0)  # the bot in this process goes first
            entries += 1
            try:
                if engine is None or recorded.run_id != run_id:
                    start = _start(recorded, kept.values())
                    engine, run_id = self._engines.restored(start.state), recorded.run_id
                    difference = None if start.number == recorded.number else _difference(engine, recorded)
                else:
                    difference = _difference(engine, recorded)
            except EngineError as error:
                difference = Difference(
                    number=recorded.number, recorded="taken", replayed=f"refused: {error}"
                )
            if difference is not None:
                return Replayed(entries=entries, reached=reached, difference=difference)
            reached = recorded.number if recorded.number in kept else reached
        return Replayed(entries=entries, reached=reached, difference=None)


def _start(recorded: Recorded, kept: Iterable[Snapshot]) -> Snapshot:
    before = [one for one in kept if one.run_id == recorded.run_id and one.number <= recorded.number]
    if not before:
        raise EngineError(f"no snapshot of run {recorded.run_id} to begin from")
    return max(before, key=lambda snapshot: snapshot.number)


def _difference(engine: Engine, recorded: Recorded) -> Difference | None:
    effects = [effect for fact in recorded.facts for effect in engine.step(fact)]
    told, others = recorded.effects[: len(effects)], recorded.effects[len(effects) :]
    # Alerts of the program itself, such as a lost connection, are no decision of the engine.
    if list(told) != effects or not all(isinstance(other, SystemAlert) for other in others):
        return Difference(number=recorded.number, recorded=_lines(recorded.effects), replayed=_lines(effects))
    state = engine.snapshot()
    if sha256(state.encode()).hexdigest() != recorded.state:
        return Difference(
            number=recorded.number, recorded=f"state with SHA-256 {recorded.state}", replayed=f"state {state}"
        )
    return None


def _lines(effects: Sequence[Effect]) -> str:
    return "\n".join(map(str, effects)) or "nothing"
