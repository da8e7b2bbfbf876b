"""The store and other processes: one holds the data directory, one is killed, one may not write."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.domain.errors import StoreError
from abutre.domain.events import AlertLevel, Sequenced, SystemAlert

HOLD = """
import asyncio, sys
from pathlib import Path
from abutre.adapters.store.database import Database

async def main():
    async with Database(Path(sys.argv[1])):
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""

COMMIT = """
import asyncio, sys
from pathlib import Path
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.domain.events import AlertLevel, Sequenced, SystemAlert
from abutre.domain.model import AccountMode
from abutre.domain.records import Entry, Run

async def main():
    async with Database(Path(sys.argv[1])) as database:
        journal = SqlJournal(database=database)
        run = await journal.begin_run(
            Run(run_id=0, mode=AccountMode.DEMO, symbol="R_100", source="simulator", started_at=5)
        )
        for seq in range(1, 1_000_000):
            alert = SystemAlert(level=AlertLevel.INFO, message=str(seq), epoch=seq)
            events = (Sequenced(seq=seq, event=alert),)
            await journal.commit(
                Entry(run_id=run.run_id, facts=(), effects=(alert,), events=events, state=str(seq), epoch=seq)
            )
            print(seq, flush=True)

asyncio.run(main())
"""

OPEN_WITHOUT_RIGHTS = """
import asyncio, os, sys
from pathlib import Path
from abutre.adapters.store.database import Database
from abutre.domain.errors import StoreError

os.chdir(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
try:
    asyncio.run(Database(Path("data")).open())
except StoreError as error:
    print(error)
"""


async def start(script: str, argument: Path) -> Process:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(argument), stdin=PIPE, stdout=PIPE, env=environment
    )


async def line_of(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def test_the_data_directory_of_another_process_is_refused_until_it_ends(tmp_path: Path) -> None:
    holder = await start(HOLD, tmp_path)
    assert await line_of(holder) == "open"

    with pytest.raises(StoreError, match=r"another abutre uses this data directory\. Stop that one"):
        await Database(tmp_path).open()

    await holder.communicate(b"")
    assert holder.returncode == 0
    async with Database(tmp_path):
        pass


async def test_every_commit_that_returned_outlives_a_kill(tmp_path: Path) -> None:
    writer = await start(COMMIT, tmp_path)
    while int(await line_of(writer)) < 50:
        pass
    writer.kill()
    printed, _ = await writer.communicate()
    last_seen = max([50, *map(int, printed.decode().split("\n")[:-1])])

    async with Database(tmp_path) as database:
        journal = SqlJournal(database=database)
        resumable = await journal.latest_run()
        assert resumable is not None
        last = int(resumable.state)
        assert last >= last_seen
        assert resumable.epoch == last
        assert await journal.counters() == (last, 0, 0)
        assert await journal.events_after(last - 1, 9) == [
            Sequenced(seq=last, event=SystemAlert(level=AlertLevel.INFO, message=str(last), epoch=last))
        ]


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    data_dir.chmod(0o555)
    return data_dir


async def test_a_data_directory_without_the_right_to_write_is_refused(read_only: Path) -> None:
    opener = await start(OPEN_WITHOUT_RIGHTS, read_only.parent)
    printed, _ = await opener.communicate()

    assert printed.decode().strip() == (
        "data: expected a directory that abutre may write to, found: Permission denied. "
        "Allow it, or choose another data directory."
    )
