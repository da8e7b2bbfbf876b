"""A PostgreSQL that cannot be used: what is said, never with a password, and what is left as it was."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.schema import metadata
from abutre.adapters.store.server import Server
from abutre.domain.errors import StoreError
from tests.contract.journal_entries import RUN, an_alert, an_entry
from tests.postgres import PASSWORD, Cluster


async def refusal(server: Server) -> str:
    with pytest.raises(StoreError) as refused:
        await Database(server).open()
    message = str(refused.value)
    assert PASSWORD not in message
    assert "\n" not in message
    return message


@pytest.fixture
def stranger(postgres: Cluster, server: Server) -> Server:
    """A user of the database who may create nothing in it."""
    postgres.execute("DROP ROLE IF EXISTS stranger")
    postgres.execute(f"CREATE ROLE stranger LOGIN PASSWORD '{PASSWORD}'")
    return replace(server, url=server.url.set(username="stranger"))


async def test_the_migrations_lead_to_the_schema(server: Server) -> None:
    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and name == "lease")

    async with Database(server) as database:
        differences = await database.run(
            lambda connection: compare_metadata(
                MigrationContext.configure(connection, opts={"include_name": ours}), metadata
            )
        )

    assert differences == []


async def test_a_commit_waits_for_the_disk_whatever_the_server_says(
    postgres: Cluster, server: Server
) -> None:
    name = server.url.database
    postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    postgres.execute(f"ALTER DATABASE {name} SET idle_session_timeout = 1")

    def found(connection: Connection) -> list[object]:
        names = ("synchronous_commit", "search_path")
        return [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]

    async with Database(server) as database:
        await asyncio.sleep(0.1)
        assert await database.run(found) == ["on", "abutre"]


async def test_a_database_without_a_server_is_said(server: Server) -> None:
    message = await refusal(replace(server, url=server.url.set(port=1)))

    assert "Connection refused" in message
    assert "Look whether the server runs and can be reached." in message


async def test_a_wrong_password_is_said(server: Server) -> None:
    wrong = "wr0ng"
    message = await refusal(replace(server, url=server.url.set(password=wrong)))

    assert "password authentication failed" in message
    assert "Look at the user and the password" in message
    assert wrong not in message


async def test_a_database_that_does_not_exist_is_said(server: Server) -> None:
    message = await refusal(replace(server, url=server.url.set(database="nowhere")))

    assert 'database "nowhere" does not exist' in message


async def test_a_user_who_may_not_create_the_schema_is_told_what_to_grant(stranger: Server) -> None:
    message = await refusal(stranger)

    assert "permission denied for database" in message
    assert "Grant the bot's user CREATE on the database" in message


async def test_a_schema_made_by_the_administrator_is_enough(postgres: Cluster, stranger: Server) -> None:
    postgres.execute("CREATE SCHEMA abutre AUTHORIZATION stranger", str(stranger.url.database))

    async with Database(stranger) as database:
        assert (await SqlJournal(database=database).begin_run(RUN)).run_id == 1
    postgres.execute("DROP SCHEMA abutre CASCADE", str(stranger.url.database))


async def test_a_server_that_takes_no_writes_is_refused(postgres: Cluster, server: Server) -> None:
    postgres.execute(f"ALTER DATABASE {server.url.database} SET default_transaction_read_only = on")

    assert "Use the server that takes writes" in await refusal(server)


async def test_a_schema_of_a_newer_version_is_refused(postgres: Cluster, server: Server) -> None:
    async with Database(server):
        pass
    postgres.execute("UPDATE abutre.alembic_version SET version_num = '9999'", str(server.url.database))

    assert "written by a newer version of abutre (schema 9999" in await refusal(server)


async def test_a_schema_of_another_program_is_refused(postgres: Cluster, server: Server) -> None:
    postgres.execute("CREATE SCHEMA abutre CREATE TABLE recipes (name text)", str(server.url.database))

    assert "found another program's" in await refusal(server)


async def test_a_full_disk_keeps_nothing_and_is_told(server: Server) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO settings VALUES (2, '{}', 0)")
        connection.exec_driver_sql(
            "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )

    async with Database(server) as database:
        with pytest.raises(StoreError, match=r"nothing was kept\. Make room on the server's disk"):
            await database.run(fail)
        kept = await database.run(lambda c: c.exec_driver_sql("SELECT count(*) FROM settings").scalar())
    assert kept == 0


async def test_nothing_is_logged_with_the_password(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with Database(server) as database:
        journal = SqlJournal(database=database)
        await journal.commit(an_entry((await journal.begin_run(RUN)).run_id, an_alert("told")))
        standby = Database(server)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(standby.open(standby=True), timeout=1)

    assert "standing by" in caplog.text
    assert PASSWORD not in caplog.text
    assert PASSWORD not in f"{server} {server!r}"


@pytest.mark.parametrize(
    ("url", "bot", "said"),
    [
        ("mysql://u:geheim@h/d", "abutre", "expected postgresql"),
        ("postgresql+psycopg://u:geheim@h", "abutre", "expected postgresql"),
        ("postgresql+psycopg://u:geheim@h:port/d", "abutre", "expected postgresql"),
        ("postgresql+psycopg://u:geheim@h/d", "pg_mine", "the bot's name"),
        ("postgresql+psycopg://u:geheim@h/d", 'x"; DROP', "the bot's name"),
    ],
)
def test_what_is_no_store_is_refused_without_repeating_it(url: str, bot: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        Server.at(url, bot, data_dir=Path())
    assert "geheim" not in str(refused.value)
