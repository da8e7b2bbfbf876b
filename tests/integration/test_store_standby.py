"""Two bots as processes on one store: the second is refused, or waits and takes over when the first dies."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.server import Server
from tests.bot_process import bot, launch
from tests.postgres import PASSWORD, Cluster
from tests.web_client import listening

WITHIN = 10.0
"""Seconds from the death of the first bot to the second one's greeting."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Server:
    if request.param == "sqlite":
        return tmp_path / "data"
    server: Server = request.getfixturevalue("server")
    return server


def before(place: Path | Server) -> Sequence[str]:
    if isinstance(place, Path):
        return ()
    return ("env", f"ABUTRE_STORE_URL={place.url.render_as_string(hide_password=False)}")


def arguments(place: Path | Server, data_dir: Path) -> Sequence[str]:
    data = place if isinstance(place, Path) else data_dir
    return ("serve", "--port", "0", "--data-dir", str(data))


@asynccontextmanager
async def standing_by(place: Path | Server, data_dir: Path) -> AsyncIterator[Process]:
    process = await launch([*arguments(place, data_dir), "--standby"], before(place))
    assert process.stderr is not None
    try:
        told = (await process.stderr.readline()).decode()
        assert "standing by: " in told, told
        assert PASSWORD not in told
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def last_seq(place: Path | Server) -> int:
    async with Database(place) as database:
        journal = SqlJournal(database=database)
        seq, _, _ = await journal.counters()
        assert len(await journal.events_after(0, seq) or ()) == seq
        return seq


async def test_a_second_bot_without_standby_is_refused(place: Path | Server, tmp_path: Path) -> None:
    data_dir = place if isinstance(place, Path) else tmp_path / "one"
    async with bot(data_dir, before=before(place)):
        process = await launch(arguments(place, tmp_path / "two"), before(place))
        out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.startswith(b"abutre: ")
    assert b"another abutre" in err
    assert err.count(b"\n") == 1
    assert PASSWORD.encode() not in err


async def test_a_standby_takes_over_when_the_first_is_killed(place: Path | Server, tmp_path: Path) -> None:
    data_dir = place if isinstance(place, Path) else tmp_path / "one"
    async with bot(data_dir, before=before(place)) as first:
        async with listening(first.url) as listener:
            await listener.named("new_candle")
            told = max(event.seq or 0 for event in listener.told)
        async with standing_by(place, data_dir) as second:
            assert second.stdout is not None
            first.signal(signal.SIGKILL)
            died = monotonic()
            await second.stdout.readline()
            greeting = (await second.stdout.readline()).decode()
            took = monotonic() - died
            second.terminate()
            await second.communicate()
            assert second.returncode == 0
    assert "where it was left" in greeting
    assert took < WITHIN
    assert await last_seq(place) > told > 0


async def test_a_standby_that_is_stopped_ends(place: Path | Server, tmp_path: Path) -> None:
    data_dir = place if isinstance(place, Path) else tmp_path / "one"
    async with bot(data_dir, before=before(place)), standing_by(place, tmp_path / "two") as second:
        second.terminate()
        async with asyncio.timeout(WITHIN):
            await second.communicate()
        assert second.returncode == 0


async def test_a_standby_takes_over_when_the_connection_of_the_first_is_lost(
    postgres: Cluster, server: Server, tmp_path: Path
) -> None:
    async with bot(tmp_path / "one", before=before(server)) as first:
        async with standing_by(server, tmp_path / "two") as second:
            assert second.stdout is not None
            first.signal(signal.SIGSTOP)
            postgres.end_connections(server)
            async with asyncio.timeout(WITHIN):
                await second.stdout.readline()
            first.signal(signal.SIGCONT)
            code, err = await first.ended()
        assert code == 2
        assert "another abutre has taken over. This one ends." in err
        assert "Traceback" not in err
