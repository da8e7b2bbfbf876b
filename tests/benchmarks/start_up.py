"""Start-up after a year of trading, and a commit then. Run with `make bench`; prints, asserts nothing."""

import asyncio
import json
import sys
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection, insert

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.store.chain import Kind, appended
from abutre.adapters.store.checkpoint import Checkpoint
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.schema import candles, contracts, entries, equity, events, snapshots, trades
from abutre.domain.codec import encode
from abutre.domain.facts import TickSeen
from tests.recorded_run import NOON, RecordedRun

MINUTES = 525_600
TRADE_EVERY = 130
AT_ONCE = 10_000
COMMITS = 300


def year(connection: Connection) -> None:
    """Rows as a year leaves them: 30 ticks a minute, two events a candle, about 4 000 sequences."""
    checkpoint = Checkpoint(Path(sys.argv[-1]))
    del checkpoint
