"""What a power cut leaves of the files."""

from random import Random

import pytest

from abutre.adapters.store.checkpoint import CHECKPOINT_FILE
from abutre.adapters.store.sqlite import DATABASE_FILE
from tests.simulation.torn import Files, without_power

_LOG = f"{DATABASE_FILE}-wal"
_SYNCED: Files = {DATABASE_FILE: b"d" * 8192, _LOG: b"l" * 5000, CHECKPOINT_FILE: b"before"}


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 (a test that can be repeated)


@pytest.mark.parametrize("seed", range(20))
def test_what_was_synced_stays_and_of_the_rest_any_part_may_go(seed: int) -> None:
    now = _SYNCED | {_LOG: _SYNCED[_LOG] + b"m" * 9000, CHECKPOINT_FILE: b"behind"}
    left = without_power(_SYNCED, now, _chance(seed))
    assert left[DATABASE_FILE] == _SYNCED[DATABASE_FILE]
    assert left[_LOG].startswith(_SYNCED[_LOG])
    assert left[_LOG] != now[_LOG]
    assert left[CHECKPOINT_FILE] in (b"before", b"behind")


def test_a_log_that_was_synced_is_whole() -> None:
    now = _SYNCED | {CHECKPOINT_FILE: b"behind"}
    assert without_power(_SYNCED, now, _chance(1))[_LOG] == _SYNCED[_LOG]
