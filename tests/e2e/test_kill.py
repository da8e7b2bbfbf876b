"""`kill -9` hundreds of times while the bot trades: not a contract, a cent or an event goes wrong."""

import asyncio
from pathlib import Path

import pytest

from abutre.adapters.store.server import Server
from tests.crash.killed import kill_beside_deriv, kill_with_deriv
from tests.crash.planted import Bug
from tests.postgres import Cluster

KILLS = 52
"""Of each of six bots, of which two run at a time."""
SEEDS = (1, 2)
FOUND = {
    Bug.EVENT_BEFORE_COMMIT: "taken back",
    Bug.ORDER_BEFORE_COMMIT: "contracts that the bot bought and does not know",
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def room(tmp_path: Path, name: object) -> Path:
    directory = tmp_path / str(name)
    directory.mkdir()
    return directory


async def test_bots_on_sqlite_leave_every_contract_every_cent_and_every_event_right(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as tasks:
        for seed in SEEDS:
            data = room(tmp_path, seed)
            flags = [{"data_dir": data}]
            tasks.create_task(kill_beside_deriv(data, flags, data / "output.txt", kills=KILLS, seed=seed))


async def test_bots_on_postgresql_that_succeed_each_other_leave_everything_right(
    tmp_path: Path, postgres: Cluster
) -> None:
    async with asyncio.TaskGroup() as tasks:
        for seed in SEEDS:
            url, data = postgres.database(), room(tmp_path, seed)
            machines = [data / "one", data / "two"]
            flags = [{"store_url": url, "standby": True, "data_dir": machine} for machine in machines]
            place = Server.at(url, "abutre", data_dir=data / "three")
            tasks.create_task(kill_beside_deriv(place, flags, data / "output.txt", kills=KILLS, seed=seed))


async def test_bots_that_die_with_their_simulated_deriv_leave_everything_right(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as tasks:
        for seed in SEEDS:
            data = room(tmp_path, seed)
            tasks.create_task(kill_with_deriv(data, data / "output.txt", kills=KILLS, seed=seed))


@pytest.mark.parametrize("bug", Bug)
async def test_a_planted_bug_is_found(tmp_path: Path, bug: Bug) -> None:
    with pytest.raises(AssertionError, match=FOUND[bug]):
        await kill_beside_deriv(
            tmp_path, [{"data_dir": tmp_path}], tmp_path / "output.txt", kills=KILLS, seed=1, bug=bug
        )
