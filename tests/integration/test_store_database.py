"""Transactions on a real file: whole or not at all, whatever happens to the disk or to the one who waits."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, insert, select

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.schema import events, runs
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.domain.errors import StoreError
from abutre.domain.settings import Settings
from tests.contract.journal_entries import RUN, a_candle, an_alert, an_entry, told


def add_run(connection: Connection) -> None:
    connection.execute(insert(runs).values(mode="DEMO", symbol="R_100", source="simulator", started_at=5))


def count_runs(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(runs)) or 0


async def test_a_reopened_database_knows_everything(tmp_path: Path) -> None:
    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        await journal.commit(an_entry(run.run_id, told(a_candle(0)), an_alert("hello"), state="whole"))
        stored = await SqlSettingsRepository(database=database).store(Settings(max_level=3), stored_at=9)
        events = await journal.events_after(0, 9)

    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        resumable = await journal.latest_run()
        assert resumable is not None
        assert (resumable.run, resumable.state) == (run, "whole")
        assert await journal.events_after(0, 9) == events
        assert list(await journal.candles(run.run_id, 9)) == [a_candle(0)]
        assert await SqlSettingsRepository(database=database).load() == stored


async def test_a_commit_passes_those_who_wait_to_read(tmp_path: Path) -> None:
    began, go_on = threading.Event(), threading.Event()

    def read(_: Connection) -> None:
        began.set()
        go_on.wait()

    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        readers = [asyncio.create_task(database.read(read)) for _ in range(5)]
        await asyncio.to_thread(began.wait)
        commit = asyncio.create_task(journal.commit(an_entry(run.run_id, state="first")))
        await asyncio.sleep(0)
        go_on.set()
        await commit
        assert [reader.done() for reader in readers[2:]] == [False] * 3
        await asyncio.gather(*readers)


async def test_many_events_are_read_in_order_and_whole(tmp_path: Path) -> None:
    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        alerts = [an_alert(str(number)) for number in range(1_200)]
        await journal.commit(an_entry(run.run_id, *alerts, state="told"))
        found = await journal.events_after(0, 10_000)
        assert found is not None
        assert [one.seq for one in found] == list(range(1, 1_201))
        assert await journal.events_after(7, 10_000) == found[7:]
        one = delete(events).where(events.c.seq == 900)
        await database.run(lambda connection: connection.execute(one).close())
        assert await journal.events_after(0, 10_000) is None
        assert await journal.events_after(900, 10_000) == found[900:]


async def test_a_full_disk_keeps_nothing_and_is_told(tmp_path: Path) -> None:
    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        await journal.commit(an_entry(run.run_id, state="before"))
        await database.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1").close())

        with pytest.raises(StoreError, match="database or disk is full; nothing was kept"):
            await journal.commit(an_entry(run.run_id, an_alert("lost"), state="x" * 100_000))

        assert await journal.counters() == (0, 0, 0)
        await journal.commit(an_entry(run.run_id, state="after"))
        resumable = await journal.latest_run()
        assert resumable is not None
        assert resumable.state == "after"


async def test_work_that_fails_keeps_nothing(tmp_path: Path) -> None:
    def fail(connection: Connection) -> None:
        add_run(connection)
        raise ValueError("a bug")

    async with Database(tmp_path) as database:
        with pytest.raises(ValueError, match="a bug"):
            await database.run(fail)

        assert await database.run(count_runs) == 0


async def test_a_cancelled_caller_leaves_no_half_transaction(tmp_path: Path) -> None:
    halfway, go_on = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        add_run(connection)
        halfway.set()
        go_on.wait()
        add_run(connection)

    async with Database(tmp_path) as database:
        running = asyncio.create_task(database.run(work))
        await asyncio.to_thread(halfway.wait)
        waiting = asyncio.create_task(database.run(add_run))
        await asyncio.sleep(0)
        for task in (running, waiting):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        go_on.set()

        assert await database.run(count_runs) == 2


async def test_closing_waits_for_what_has_begun(tmp_path: Path) -> None:
    database = Database(tmp_path)
    await database.open()
    adding = asyncio.create_task(database.run(add_run))
    await asyncio.sleep(0)
    await database.close()
    await adding

    async with Database(tmp_path) as reopened:
        assert await reopened.run(count_runs) == 1


async def test_a_close_that_is_cancelled_still_lets_go_of_the_data_directory(tmp_path: Path) -> None:
    database = Database(tmp_path)
    await database.open()
    go_on = threading.Event()
    working = asyncio.create_task(database.run(lambda _: go_on.wait(timeout=10)))
    await asyncio.sleep(0)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    go_on.set()
    assert await working
    await asyncio.to_thread(database._thread.shutdown)

    async with Database(tmp_path) as reopened:
        assert await reopened.run(count_runs) == 0


async def test_an_opening_that_is_cancelled_lets_go_of_the_data_directory(tmp_path: Path) -> None:
    opening = asyncio.create_task(Database(tmp_path).open())
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening

    async with Database(tmp_path) as database:
        assert await database.run(count_runs) == 0


async def test_a_database_that_is_not_open_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path)
    with pytest.raises(StoreError, match="not open"):
        await database.run(count_runs)

    await database.open()
    await database.close()
    await database.close()
    with pytest.raises(StoreError, match="not open"):
        await database.run(count_runs)


async def test_the_event_loop_runs_while_the_disk_works(tmp_path: Path) -> None:
    released = threading.Event()

    async with Database(tmp_path) as database:
        work = asyncio.create_task(database.run(lambda _: released.wait(timeout=10)))
        asyncio.get_running_loop().call_soon(released.set)

        assert await work
