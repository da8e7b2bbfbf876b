"""`python -m tests.simulation`: play one world aloud, many in silence, or one with a planted bug."""

import argparse
import sys

from tests.simulation.planted.bugs import BUGS
from tests.simulation.planted.hunt import caught
from tests.simulation.report import many, outcome, summary


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--hours", type=float, default=4.0, help="of trouble in each world [4]")
    parser.add_argument("--seed", type=int, help="play this world, and print all that happens")
    parser.add_argument("--seeds", type=int, default=100, help="how many worlds [100]")
    parser.add_argument("--first", type=int, default=1, help="seed of the first world [1]")
    parser.add_argument("--processes", type=int, default=2, help="at the same time [2]")
    parser.add_argument("--bug", choices=sorted(BUGS), help="plant this bug, and say when it is found")
    return parser.parse_args()


def main() -> int:
    """Do what is asked; 1 when there is a violation that should not be, or none that should."""
    asked = _arguments()
    if asked.seed is not None:
        one = outcome(asked.seed, hours=asked.hours, aloud=True, bug=asked.bug)
        sys.stdout.write(f"{summary([one])}\n{one.digest}\n")
        return int(bool(one.violations))
    if asked.bug is not None:
        found = caught(asked.bug)
        sys.stdout.write(f"{found}\n")
        return int(found.seed is None)
    outcomes = []
    for one in many(
        range(asked.first, asked.first + asked.seeds), hours=asked.hours, processes=asked.processes
    ):
        outcomes.append(one)
        for what in one.violations:
            sys.stderr.write(f"seed {one.seed}: {what}\n")
    sys.stdout.write(f"{summary(outcomes)}\n")
    return int(any(one.violations for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
