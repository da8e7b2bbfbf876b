import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.recording import read_ticks

ROWS = "1800000000,100.10\n1800000002,100.20\n"
TICKS = [(1_800_000_000, Decimal("100.10")), (1_800_000_002, Decimal("100.20"))]


@pytest.mark.parametrize("header", ["", "epoch,quote\n"])
def test_ticks_are_read_with_and_without_a_header(tmp_path: Path, header: str) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text(header + ROWS, encoding="utf-8")

    assert read_ticks(path) == TICKS


def test_ticks_are_read_from_gzip(tmp_path: Path) -> None:
    path = tmp_path / "ticks.csv.gz"
    path.write_bytes(gzip.compress(ROWS.encode()))

    assert read_ticks(path) == TICKS


@pytest.mark.parametrize(
    "row", ["", "soon,100", "1800000004", "1800000004,0", "1800000004,NaN", "1800000002,100.30", "1,2,3"]
)
def test_a_row_that_is_no_later_tick_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text(f"{ROWS}{row}\n", encoding="utf-8")

    with pytest.raises(SimulatorFileError, match=r"ticks\.csv:3: found"):
        read_ticks(path)


def test_a_file_without_ticks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text("epoch,quote\n", encoding="utf-8")

    with pytest.raises(SimulatorFileError, match="no ticks"):
        read_ticks(path)


@pytest.mark.parametrize("content", [None, gzip.compress(ROWS.encode(), mtime=0)[:-10], b"no gzip"])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ticks.csv.gz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SimulatorFileError, match="cannot be read"):
        read_ticks(path)
