"""`kill -9` hundreds of times while the bot trades: not a contract, a cent or an event goes wrong."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from abutre.adapters.store.sqlite import DATABASE_FILE
from tests.crash.killed import Killed, kill_many
from tests.fault_matrix.reckoning import reckon_money

KILLS = 20


def the_client_missed_nothing(killed: Killed, data_dir: Path) -> None:
    first, *later = killed.seen
    with closing(sqlite3.connect(data_dir / DATABASE_FILE)) as database:
        kept = database.execute(
            "SELECT seq, type FROM events WHERE seq > ? ORDER BY seq", (first.seq,)
        ).fetchall()
    assert first.name == "state_snapshot"
    told = [(update.seq, update.name) for update in later]
    assert told == kept[: len(told)]
    assert len(kept) - len(told) < 50, "the client stopped following"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_bots_leave_every_contract_every_cent_and_every_event_right(
    tmp_path: Path, seed: int
) -> None:
    killed = await kill_many(tmp_path, kills=KILLS, seed=seed)
    bought = [update for update in killed.seen if update.name == "position_update"]
    assert len(bought) >= KILLS, "most bots were killed before they had traded"
    balance = [update for update in killed.seen if update.name == "balance_update"][-1]
    reckon_money(killed.exchange, tmp_path, balance=round(balance.payload.model_dump()["balance"] * 100))
    the_client_missed_nothing(killed, tmp_path)
