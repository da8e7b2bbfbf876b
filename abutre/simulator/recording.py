"""Recorded ticks to replay."""

import csv
import gzip
from decimal import Decimal, InvalidOperation
from pathlib import Path

from abutre.simulator.errors import SimulatorFileError

_HEADER = ["epoch", "quote"]


def read_ticks(path: Path) -> list[tuple[int, Decimal]]:
    """Ticks (epoch, quote) of a CSV file `epoch,quote` with or without that header, plain or gzip (`.gz`).

    Raises:
        SimulatorFileError: no such file, no ticks in it, or a row that is no tick or not later than the one
            before; the text names the line.
    """
    ticks: list[tuple[int, Decimal]] = []
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                if number == 1 and row == _HEADER:
                    continue
                tick = _tick(row)
                if tick is None or (ticks and tick[0] <= ticks[-1][0]):
                    found = ",".join(row)
                    raise SimulatorFileError(
                        f"{path}:{number}: found {found!r}; expected epoch,quote, later than the row before"
                    )
                ticks.append(tick)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SimulatorFileError(f"{path}: cannot be read: {error}") from error
    if not ticks:
        raise SimulatorFileError(f"{path}: no ticks; expected rows of epoch,quote")
    return ticks


def _tick(row: list[str]) -> tuple[int, Decimal] | None:
    try:
        epoch, quote = row
        tick = int(epoch), Decimal(quote)
    except (ValueError, InvalidOperation):
        return None
    return tick if tick[1].is_finite() and tick[1] > 0 else None
