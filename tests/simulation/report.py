"""Many worlds, and what they came to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from tests.simulation.world import play

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one world came to.

    Attributes:
        seed: which world.
        seconds: how long it lasted, of the market.
        digest: hash of all that happened.
        contracts: bought at the exchange by the bot.
        counts: troubles, crashes and so on, by kind.
        violations: what must never be, and was.
    """

    seed: int
    seconds: float
    digest: str
    contracts: int
    counts: Counter[str]
    violations: list[str]


def outcome(seed: int, *, hours: float, aloud: bool = False, bug: str | None = None) -> Outcome:
    """Play the world of `seed`."""
    world = play(seed, hours=hours, aloud=aloud, bug=bug)
    return Outcome(
        seed=seed,
        seconds=world.loop.time(),
        digest=world.trace.digest,
        contracts=len(world.watch.contracts),
        counts=world.trace.counts,
        violations=world.violations,
    )


def many(seeds: Iterable[int], *, hours: float, processes: int, per_process: int = 25) -> Iterator[Outcome]:
    """Play the worlds of `seeds`, in their order.

    A process plays `per_process` of them; then comes a fresh one, so that what killed bots left behind does
    not pile up.
    """
    # Not an executor: with a limit of tasks per process Python's hangs when the first processes have ended.
    with get_context("spawn").Pool(processes, maxtasksperchild=per_process) as pool:
        yield from pool.imap(partial(outcome, hours=hours), seeds)


def summary(outcomes: Iterable[Outcome]) -> str:
    """The report, as a table."""
    counts: Counter[str] = Counter()
    worlds = contracts = 0
    seconds = 0.0
    violations = []
    for one in outcomes:
        worlds += 1
        seconds += one.seconds
        contracts += one.contracts
        counts += one.counts
        violations += [f"seed {one.seed}: {what}" for what in one.violations]
    troubles = sum(number for kind, number in counts.items() if kind.startswith("trouble"))
    rows = [
        ("worlds", f"{worlds:,}"),
        ("simulated days", f"{seconds / _DAY:,.1f}"),
        ("contracts bought", f"{contracts:,}"),
        ("processes started", f"{counts.pop('process started', 0):,}"),
        ("crashes", f"{counts.pop('crash', 0):,}"),
        ("troubles", f"{troubles:,}"),
        *((kind, f"{number:,}") for kind, number in sorted(counts.items()) if kind != "violation"),
        ("violations", f"{len(violations):,}"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return "\n".join([f"| what | number |\n|---|---|\n{table}", *violations])
