"""How soon a planted bug is found."""

from dataclasses import dataclass

from tests.simulation.report import outcome

MOST_SEEDS = 20
HOURS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """How a bug was found; `seed` is None when it was not."""

    bug: str
    seed: int | None
    violation: str

    def __str__(self) -> str:
        if self.seed is None:
            return f"{self.bug}: not found in {MOST_SEEDS} seeds"
        return f"{self.bug}: found by seed {self.seed}: {self.violation}"


def caught(bug: str) -> Catch:
    """Plant `bug`, and play worlds until something is violated."""
    for seed in range(1, MOST_SEEDS + 1):
        violations = outcome(seed, hours=HOURS, bug=bug).violations
        if violations:
            return Catch(bug=bug, seed=seed, violation=violations[0])
    return Catch(bug=bug, seed=None, violation="")
