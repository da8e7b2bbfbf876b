"""`abutre serve` as a process: it starts, trades, obeys signals, and goes on where it was left."""

import signal
from pathlib import Path

import pytest

from tests.bot_process import abutre, bot
from tests.web_client import Listener, Told, listening

START = 1_700_000_040
RED = "1000.00,1000.00,999.00,999.00"
GREEN = "1000.00,1001.00,1000.00,1001.00"
CANDLES = "epoch,open,high,low,close"


def candle_file(path: Path, colors: str, *, last_row: str = "") -> str:
    rows = [f"{START + 60 * n},{RED if color == 'R' else GREEN}" for n, color in enumerate(colors)]
    path.write_text("\n".join([CANDLES, *rows, last_row]).rstrip("\n") + "\n")
    return str(path)


async def triggers_after_two(data_dir: Path) -> None:
    assert (await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(data_dir)))[0] == 0


def statuses(listener: Listener) -> list[str]:
    return [told.payload["status"] for told in listener.told if told.name == "bot_status"]


async def status(listener: Listener, wanted: str) -> None:
    def is_told(told: list[Told]) -> bool:
        return any(event.name == "bot_status" and event.payload["status"] == wanted for event in told)

    await listener.until(is_told)


def is_open(told: list[Told]) -> bool:
    """Whether a sequence runs, by the last position told."""
    positions = [event.payload for event in told if event.name == "position_update"]
    return bool(positions) and positions[-1]["in_position"]


async def in_flight(listener: Listener) -> None:
    """Wait until a contract is open."""
    await listener.until(is_open)


async def test_it_greets_with_url_account_market_and_odds(tmp_path: Path) -> None:
    async with bot(tmp_path / "data", "--symbol", "V75", "--paper-trading", "--balance", "500") as running:
        assert running.url.startswith("http://127.0.0.1:")
        assert running.greeting[1] == (
            "PAPER account of 500.00 USD; V75 from a simulated Deriv at 600 times its speed."
        )
        assert running.greeting[2].startswith("A win pays 0.92")
        async with listening(running.url) as listener:
            snapshot = (await listener.named("state_snapshot")).payload
            assert snapshot["account"]["mode"] == "PAPER"
            assert snapshot["balance"]["balance"] == 500
            await listener.named("new_candle")
        running.signal()
        assert (await running.ended())[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_with_nothing_in_flight_stops_the_bot_and_ends_the_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    replay = candle_file(tmp_path / "candles.csv", "RGRG")
    async with bot(tmp_path / "data", "--replay", replay, "--speed", "60") as running:
        async with listening(running.url) as listener:
            await listener.welcomed()
            listener.told.clear()
            running.signal(number)
            await status(listener, "STOPPED")
        code, err = await running.ended()
    assert code == 0
    assert "Traceback" not in err


async def test_a_contract_in_flight_is_followed_to_its_settlement(tmp_path: Path) -> None:
    await triggers_after_two(tmp_path / "data")
    replay = candle_file(tmp_path / "candles.csv", "RRGGGGGG")
    async with bot(tmp_path / "data", "--replay", replay, "--speed", "60") as running:
        async with listening(running.url) as listener:
            await in_flight(listener)
            listener.told.clear()
            running.signal()
            await status(listener, "STOPPED")
            closed = await listener.named("trade_closed")
        assert statuses(listener) == ["STOPPING", "STOPPED"]
        assert closed.payload["result"] == "WIN"
        assert closed.payload["balance"] == 2000.92
        code, err = await running.ended()
    assert code == 0
    assert "ended with a contract in flight" not in err


async def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    await triggers_after_two(tmp_path / "data")
    replay = candle_file(tmp_path / "candles.csv", "RRGGGGGG")
    async with (
        bot(tmp_path / "data", "--replay", replay, "--speed", "20") as running,
        listening(running.url) as listener,
    ):
        await in_flight(listener)
        running.signal()
        await status(listener, "STOPPING")
        running.signal()
        code, err = await running.ended()
    assert code == 0
    assert "ended with a contract in flight" in err


async def test_at_the_end_of_the_file_the_server_stays_up(tmp_path: Path) -> None:
    replay = candle_file(tmp_path / "candles.csv", "RGRG")
    async with bot(tmp_path / "data", "--replay", replay, "--speed", "0") as running:
        async with listening(running.url) as listener:
            await status(listener, "STOPPED")
        async with listening(running.url) as listener:
            snapshot = (await listener.named("state_snapshot")).payload
            assert snapshot["bot_status"]["status"] == "STOPPED"
            assert len(snapshot["candles"]) == 4
        running.signal()
        code, err = await running.ended()
    assert code == 0
    assert "the market has ended" in err


async def test_a_malformed_row_is_told_to_clients_and_ends_with_file_and_line(tmp_path: Path) -> None:
    replay = candle_file(tmp_path / "candles.csv", "RGRG", last_row="what,is,this")
    async with bot(tmp_path / "data", "--replay", replay, "--speed", "60") as running:
        async with listening(running.url) as listener:
            await status(listener, "STOPPED")
            alerts = [told.payload for told in listener.told if told.name == "system_alert"]
        code, err = await running.ended()
    assert any(f"{replay}:6: " in alert["message"] and alert["level"] == "error" for alert in alerts)
    assert code == 2
    last = err.splitlines()[-1]
    assert last.startswith(f"abutre: {replay}:6: ")
    assert "Traceback" not in err


async def test_commands_and_settings_reach_the_bot(tmp_path: Path) -> None:
    replay = candle_file(tmp_path / "candles.csv", "RGRG")
    async with bot(tmp_path / "data", "--replay", replay, "--speed", "20") as running:
        async with listening(running.url) as listener:
            await listener.welcomed()
            assert await listener.client.call("bot_command", {"command": "pause"}) == {"ok": True}
            await status(listener, "PAUSED")
            assert await listener.client.call("update_settings", {"max_level": 3}) == {"ok": True}
            assert (await listener.named("settings_changed")).payload["max_level"] == 3
            refusal = await listener.client.call("update_settings", {"max_level": 4, "multiplier": 99})
            assert refusal["ok"] is False
        running.signal()
        assert (await running.ended())[0] == 0
    _, shown, _ = await abutre("settings", "show", "--data-dir", str(tmp_path / "data"))
    assert "max_level=3" in shown.splitlines()


async def test_a_restart_goes_on_with_numbers_balance_and_market(tmp_path: Path) -> None:
    snapshots, greetings = [], []
    for _ in range(2):
        async with bot(tmp_path / "data", "--balance", "700") as running:
            async with listening(running.url) as listener:
                await listener.named("new_candle")
                await listener.client.emit("request_state")
                told = await listener.until(
                    lambda told: [event.name for event in told].count("state_snapshot") == 2
                )
                snapshots.append([event for event in told if event.name == "state_snapshot"][-1].payload)
            greetings.append(running.greeting[1])
            running.signal()
            assert (await running.ended())[0] == 0
    first, second = snapshots
    assert "where it was left" in greetings[1]
    assert second["seq"] > first["seq"]
    assert second["candles"][: len(first["candles"])] == first["candles"]
    assert second["balance"]["timestamp"] >= first["balance"]["timestamp"]


async def test_a_killed_bot_goes_on_with_its_sequence_and_its_time_never_goes_back(tmp_path: Path) -> None:
    await triggers_after_two(tmp_path / "data")
    async with bot(tmp_path / "data", "--speed", "200") as running, listening(running.url) as listener:
        await listener.named("state_snapshot")
        await listener.until(lambda told: told[-1].name == "balance_update" and is_open(told))
        running.signal(signal.SIGKILL)
        await running.ended()
    seen = max(told.seq for told in listener.told if told.seq is not None)
    async with bot(tmp_path / "data", "--speed", "600") as running:
        async with listening(running.url, auth={"last_seq": seen}) as listener:
            closed = await listener.named("trade_closed")
            seqs = [told.seq for told in listener.told if told.name not in {"connection_ack", "tick"}]
            times = [told.payload["timestamp"] for told in listener.told if told.name == "balance_update"]
        running.signal()
        assert (await running.ended())[0] == 0
    assert closed.payload["trade_id"] == "T1"
    assert seqs == list(range(seen + 1, seen + 1 + len(seqs)))
    assert times == sorted(times)


async def test_asked_about_a_killed_bots_sequence_the_operator_decides(tmp_path: Path) -> None:
    await triggers_after_two(tmp_path / "data")
    async with bot(tmp_path / "data", "--speed", "20") as running, listening(running.url) as listener:
        await in_flight(listener)
        running.signal(signal.SIGKILL)
        await running.ended()
    ask = ("--on-open-sequence", "ask")
    async with bot(tmp_path / "data", "--speed", "12", *ask) as running, listening(running.url) as listener:
        snapshot = (await listener.named("state_snapshot")).payload
        assert snapshot["bot_status"]["status"] == "PAUSED"
        assert snapshot["position"]["in_position"]
        assert any("A sequence was left open" in alert["message"] for alert in snapshot["alerts"])
        assert (await listener.client.call("bot_command", {"command": "start"}))["ok"]
        closed = await listener.named("trade_closed")
        assert closed.payload["trade_id"] == "T1"
