"""`abutre serve` and nothing else: a simulated Deriv in the same process, and both go on after a kill."""

import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.bot_process import abutre, bot, refused
from tests.web_client import Listener, Told, listening


async def eager(data_dir: Path) -> None:
    code, _, err = await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(data_dir))
    assert code == 0, err


def rows(file: Path, query: str) -> Sequence[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def compare(data_dir: Path) -> None:
    """Hold every contract of the bot against the simulator's, to the cent; the bot has stopped."""
    known = rows(
        data_dir / "abutre.db",
        "SELECT contract_id, stake, credited, trade_id, level FROM contracts WHERE contract_id IS NOT NULL",
    )
    moved = rows(
        data_dir / "simulator.db",
        "SELECT contract_id, sum(CAST(round(100 * json_extract(CAST(body AS TEXT), '$.amount')) AS INTEGER)) "
        "FROM movements WHERE contract_id IS NOT NULL GROUP BY contract_id",
    )
    assert {row[0]: row[2] - row[1] for row in known} == dict(moved)
    assert len({row[3:] for row in known}) == len(known) == len(moved) > 0


def forget_simulator(data_dir: Path) -> None:
    for file in data_dir.glob("simulator.db*"):
        file.unlink()


async def balance(listener: Listener) -> float:
    return float((await listener.named("state_snapshot")).payload["balance"]["balance"])


async def test_a_first_look_shows_a_trade_and_needs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERIV_API_TOKEN", "planted-secret")
    monkeypatch.setenv("DERIV_API", "nonsense")
    for name in ("DERIV_REST_URL", "DERIV_WS_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with bot(tmp_path) as running:
        async with listening(running.url) as listener:
            snapshot = (await listener.named("state_snapshot")).payload
            closed = (await listener.named("trade_closed")).payload
        running.signal()
        code, err = await running.ended()

    assert running.greeting[1] == (
        "SIMULATED account of 2,000.00 USD; V100 from a simulated Deriv at 600 times its speed."
    )
    assert running.greeting[2].startswith("A win pays 0.92")
    assert snapshot["account"] == {"mode": "SIMULATED", "currency": "USD"}
    assert closed["trade_id"] == "T1"
    assert code == 0, err
    assert "planted-secret" not in err
    compare(tmp_path)


@pytest.mark.parametrize("moment", ["trigger_detected", "trade_opened", "trade_closed"])
async def test_killed_in_mid_sequence_it_goes_on_with_the_same_account_contracts_and_market(
    tmp_path: Path, moment: str
) -> None:
    await eager(tmp_path)
    async with bot(tmp_path, "--speed", "120") as running, listening(running.url) as listener:
        await listener.named("trigger_detected")
        await listener.named(moment)
        running.signal(signal.SIGKILL)
        await running.ended()
    seen = max(told.seq for told in listener.told if told.seq is not None)
    market = rows(tmp_path / "simulator.db", "SELECT body FROM facts WHERE name = 'horizon'")

    async with bot(tmp_path) as running:
        async with listening(running.url, auth={"last_seq": seen}) as listener:
            told = await listener.until(two_are_closed)
        running.signal()
        code, err = await running.ended()

    assert code == 0, err
    assert "where it was left" in running.greeting[1]
    closed = [event.payload["trade_id"] for event in told if event.name == "trade_closed"]
    assert closed[0] == ("T2" if moment == "trade_closed" else "T1")
    assert len(set(closed)) == len(closed)
    later = rows(tmp_path / "simulator.db", "SELECT body FROM facts WHERE name = 'horizon'")
    assert int(later[0][0]) > int(market[0][0])
    compare(tmp_path)
    alerts = [event.payload["message"] for event in told if event.name == "system_alert"]
    assert not [alert for alert in alerts if "Deposit" in alert or "Withdrawal" in alert]


def two_are_closed(told: list[Told]) -> bool:
    return [event.name for event in told].count("trade_closed") >= 2


async def test_paper_trading_takes_the_market_and_leaves_the_account_alone(tmp_path: Path) -> None:
    await eager(tmp_path)
    arguments = ("--paper-trading", "--balance", "500", "--symbol", "V75")
    async with bot(tmp_path, *arguments) as running, listening(running.url) as listener:
        await listener.named("trade_closed")

    assert running.greeting[1] == (
        "PAPER account of 500.00 USD; V75 from a simulated Deriv at 600 times its speed."
    )
    assert rows(tmp_path / "simulator.db", "SELECT count(*) FROM contracts") == [(0,)]


async def test_a_lost_simulator_is_another_account_and_begins_a_new_run(tmp_path: Path) -> None:
    async with bot(tmp_path, "--speed", "60") as running, listening(running.url) as listener:
        assert await balance(listener) == 2000
    forget_simulator(tmp_path)

    async with bot(tmp_path, "--balance", "700") as running, listening(running.url) as listener:
        assert await balance(listener) == 700

    assert "where it was left" not in running.greeting[1]


async def test_a_simulator_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "simulator.db").write_text("something else" * 100)
    code, out, err = await refused(tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith(f"abutre: {tmp_path / 'simulator.db'} cannot be gone on from: ")
    assert err.count("\n") == 1
