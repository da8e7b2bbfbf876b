"""Days through the real process: it keeps to its memory and its files, and the past may go."""

from pathlib import Path

import pytest

from tests.crash.soak import soak

DAYS = 3
MORE = 24 * 2**20
"""Bytes of memory that a bot may take after its first day; `make soak` sees more days."""


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_days_cost_neither_memory_nor_descriptors_and_old_ones_can_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *_, last = await soak(DAYS, tmp_path)

    assert last.memory - first.memory < MORE
    assert abs(last.descriptors - first.descriptors) <= 2, (
        "of a check that reads, and a client that comes back"
    )
    assert last.behind < 1_000
    told = capsys.readouterr().out
    assert told.count("all as they were written") == 3
    assert "let go of the contents of" in told
