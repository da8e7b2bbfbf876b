"""Start-up after a year of trading, and a commit then. Run with `make bench`; prints, asserts nothing."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.store.chain import digest_of, hash_of, newest
from abutre.adapters.store.checkpoint import accept_tail
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.sqlite import DATABASE_FILE
from tests.recorded_run import NOON, RecordedRun

MINUTES = 525_600
TRADE_EVERY = 130
COMMITS = 300
TICKS = json.dumps([{"type": "tick_seen", "epoch": NOON + second, "quote": 61_951} for second in range(30)])


def add_a_year(path: Path, number: int, before: str) -> None:
    """Add rows as a year leaves them: 30 ticks and two events a minute, about 4 000 sequences."""
    with closing(sqlite3.connect(path)) as database:
        for minute in range(1, MINUTES + 1):
            epoch = NOON + 60 * minute
            events = f'{{"first":{1_000 + 2 * minute},"count":2,"digest":"{before}"}}'
            body = f'{{"facts":{TICKS},"effects":[null,null],"events":{events},"state":"{before}"}}'
            number, digest = number + 1, digest_of(body)
            before = hash_of(before, number=number, run_id=1, epoch=epoch, kind="trading", digest=digest)
            entry = (number, 1, epoch, "trading", digest, body, before)
            database.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", entry)
            for event in (2 * minute, 2 * minute + 1):
                told = (1_000 + event, 1, "new_candle", epoch, f'{{"type":"new_candle","epoch":{epoch}}}')
                database.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", told)
            candle = (1, epoch, 1, 2, 1, 2)
            database.execute("INSERT OR IGNORE INTO candles VALUES (?, ?, ?, ?, ?, ?)", candle)
            if minute % TRADE_EVERY == 0:
                add_a_sequence(database, 1_000 + minute // TRADE_EVERY, epoch)
        database.commit()


def add_a_sequence(database: sqlite3.Connection, trade_id: int, epoch: int) -> None:
    """Add one sequence of one contract."""
    trade = (trade_id, 1, "ACCOUNT", "CALL", epoch, 8, 100, epoch + 60, "WIN", 95, 1, "won")
    database.execute(f"INSERT INTO trades VALUES ({', '.join('?' * len(trade))})", trade)  # noqa: S608 (marks)
    contract = (trade_id, 1, "ACCOUNT", "CALL", 1, 100, "WON", epoch, trade_id, trade_id)
    paid = (195, epoch, 195, epoch + 60, None, 61_951, 61_960)
    marks = ", ".join("?" * len(contract + paid))
    database.execute(f"INSERT INTO contracts VALUES ({marks})", contract + paid)  # noqa: S608 (as above)
    database.execute("INSERT INTO equity (run_id, epoch, balance) VALUES (1, ?, ?)", (epoch, trade_id))


async def prepare(data_dir: Path) -> None:
    """Record an hour for real, and put a year behind it."""
    async with Database(data_dir) as database:
        await (await RecordedRun.begin(SqlJournal(database=database))).play(60)
        tail = await database.run(newest)
    add_a_year(data_dir / DATABASE_FILE, tail.number, tail.hash)
    async with Database(data_dir) as database:
        await database.run(lambda connection: accept_tail(connection, data_dir))


async def started(data_dir: Path) -> float:
    """Seconds from nothing to what the first client is shown."""
    begun = perf_counter()
    async with Database(data_dir) as database:
        journal = SqlJournal(database=database)
        last = await journal.latest_run()
        assert last is not None
        RustEngineFactory().restored(last.state)
        run_id = last.run.run_id
        await journal.counters()
        await journal.purchases(run_id)
        await journal.candles(run_id, 500)
        await journal.equity(run_id, 1_000)
        await journal.trades(run_id, 100)
        await journal.alerts(50)
        return perf_counter() - begun


async def committed(data_dir: Path) -> list[float]:
    """Seconds of each commit."""
    spent = []
    async with Database(data_dir) as database:
        run = await RecordedRun.begin(SqlJournal(database=database))
        for _ in range(COMMITS):
            begun = perf_counter()
            await run.play(1)
            spent.append(perf_counter() - begun)
    return spent


def main() -> None:
    """Print what a start and a candle's commits cost, with little and with a year in the journal."""
    with TemporaryDirectory() as empty, TemporaryDirectory() as full:
        asyncio.run(prepare(Path(full)))
        size = (Path(full) / DATABASE_FILE).stat().st_size
        best = min(asyncio.run(started(Path(full))) for _ in range(3))
        print(f"start-up after a year  {best * 1000:6.0f} ms ({size / 2**20:.0f} MiB)")  # noqa: T201 (its job)
        for name, data_dir in (("little", empty), ("a year", full)):
            times = quantiles((one * 1000 for one in asyncio.run(committed(Path(data_dir)))), n=100)
            print(f"a candle, on {name:8} p50 {times[49]:6.2f} ms   p95 {times[94]:6.2f} ms")  # noqa: T201 (as above)


if __name__ == "__main__":
    main()
