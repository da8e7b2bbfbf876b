"""Worlds of fixed seeds, the same world twice, and planted bugs that must be found."""

import os
import subprocess
import sys

import pytest

from tests.simulation.planted.bugs import BUGS
from tests.simulation.planted.hunt import caught
from tests.simulation.report import outcome

_SEEDS = range(1, 13)


@pytest.mark.slow
@pytest.mark.parametrize("seed", _SEEDS)
def test_nothing_that_must_never_be_happens_in_a_world(seed: int) -> None:
    assert outcome(seed, hours=2.0).violations == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(bug: str) -> None:
    assert caught(bug).seed is not None


@pytest.mark.slow
def test_the_same_seed_is_the_same_world_whatever_the_hash_seed() -> None:
    digests = {_digest(hash_seed) for hash_seed in ("1", "2")}
    assert digests == {outcome(5, hours=1.0).digest}


def _digest(hash_seed: str) -> str:
    command = "from tests.simulation.report import outcome; print(outcome(5, hours=1.0).digest)"
    done = subprocess.run(
        [sys.executable, "-c", command],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
