"""PostgreSQL between two bots: one writes, and one that was cut off goes on only where nobody else was."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.server import Server
from abutre.domain.errors import StoreError, TakenOverError
from abutre.domain.records import Entry
from tests.contract.journal_entries import RUN, an_alert, an_entry
from tests.cut_line import CutLine
from tests.postgres import Cluster


def heron_beside(server: Server) -> Server:
    return replace(server, bot="heron", data_dir=server.data_dir / "heron")


async def kept_at_last(journal: SqlJournal, entry: Entry) -> None:
    """Commit `entry`, as often as it takes while the server still finds out that a connection is no more."""
    for _ in range(50):
        try:
            return await journal.commit(entry)
        except StoreError:
            await asyncio.sleep(0.1)
    pytest.fail("the connection did not come back")


async def test_a_second_bot_of_the_same_name_is_refused(server: Server) -> None:
    async with Database(server):
        with pytest.raises(StoreError, match="another abutre of this name uses it"):
            await Database(server).open()
    async with Database(server):
        pass


async def test_bots_of_other_names_share_a_database_and_nothing_else(server: Server) -> None:
    other = heron_beside(server)
    async with Database(server) as one, Database(other) as two:
        await SqlJournal(database=one).begin_run(RUN)
        assert (await SqlJournal(database=two).begin_run(RUN)).run_id == 1


async def test_one_account_is_traded_by_one_bot_whatever_its_name(server: Server) -> None:
    other = heron_beside(server)
    async with Database(other) as two:
        async with Database(server) as one:
            await one.claim("DEMO:deriv:1234")
            await two.claim("DEMO:deriv:5678")
            with pytest.raises(StoreError, match="another bot on this database trades this account"):
                await two.claim("DEMO:deriv:1234")
        await two.claim("DEMO:deriv:1234")


async def test_databases_that_open_at_once_do_not_disturb_each_other(
    postgres: Cluster, tmp_path: Path
) -> None:
    databases = [Database(Server.at(postgres.database(), "abutre", data_dir=tmp_path)) for _ in range(4)]

    await asyncio.gather(*(database.open() for database in databases))

    await asyncio.gather(*(database.close() for database in databases))


async def test_a_lost_connection_comes_back_with_the_lease(postgres: Cluster, server: Server) -> None:
    async with Database(server) as database:
        await database.claim("DEMO:deriv:1234")
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        postgres.end_connections(server)

        await kept_at_last(journal, an_entry(run.run_id, an_alert("back")))

        with pytest.raises(StoreError, match="another abutre of this name"):
            await Database(server).open()
        async with Database(heron_beside(server)) as other:
            with pytest.raises(StoreError, match="trades this account"):
                await other.claim("DEMO:deriv:1234")


async def test_a_server_that_restarts_is_found_again(postgres: Cluster, server: Server) -> None:
    async with Database(server) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(RUN)
        await journal.commit(an_entry(run.run_id, an_alert("before")))
        postgres.stop("fast")
        for _ in range(2):
            with pytest.raises(StoreError):
                await journal.commit(an_entry(run.run_id, an_alert("after"), seq=2))
        postgres.start()

        await kept_at_last(journal, an_entry(run.run_id, an_alert("after"), seq=2))
        assert await journal.counters() == (2, 0, 0)


@pytest.mark.parametrize("still_there", [True, False])
async def test_who_was_replaced_during_an_outage_ends(
    postgres: Cluster, server: Server, *, still_there: bool
) -> None:
    async with Database(server) as first:
        journal = SqlJournal(database=first)
        run = await journal.begin_run(RUN)
        postgres.end_connections(server)
        second = Database(server)
        await second.open()
        if not still_there:
            await second.close()

        for _ in range(2):
            with pytest.raises(TakenOverError, match="another abutre has taken over"):
                await journal.commit(an_entry(run.run_id, an_alert("mine")))
        await second.close()


async def test_an_account_that_another_bot_took_during_an_outage_ends_this_one(
    postgres: Cluster, server: Server
) -> None:
    async with Database(server) as first, Database(heron_beside(server)) as other:
        await first.claim("DEMO:deriv:1234")
        postgres.end_connections(server)
        await other.claim("DEMO:deriv:1234")

        with pytest.raises(TakenOverError):
            await SqlJournal(database=first).counters()


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_commit_whose_answer_is_lost_is_kept_once(
    postgres: Cluster, server: Server, *, arrives: bool
) -> None:
    async with CutLine(postgres.port) as line:
        far = replace(server, url=server.url.set(port=line.port))
        async with Database(far) as database:
            journal = SqlJournal(database=database)
            run = await journal.begin_run(RUN)
            entry = an_entry(run.run_id, an_alert("once"))
            line.cut_at(b"COMMIT", deliver=arrives)

            await kept_at_last(journal, entry)

            assert line.was_cut
            assert await journal.events_after(0, 9) == list(entry.events)
            await journal.commit(an_entry(run.run_id, an_alert("next"), seq=2))
            with pytest.raises(StoreError, match="duplicate key"):
                await journal.commit(entry)
