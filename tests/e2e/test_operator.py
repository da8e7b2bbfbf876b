"""An operator at a real bot: commands twice in a row, settings that last, and rubbish of every kind."""

from pathlib import Path
from typing import Any

import pytest

from tests.bot_process import bot
from tests.web_client import Listener, listening

RUBBISH: tuple[object, ...] = (
    None,
    True,
    7,
    -1.5,
    1e308,
    "",
    "start",
    "\x00\ud7ff💥",
    b"\x00\xff",
    [],
    [[]],
    {},
    {"command": None},
    {"command": "START"},
    {"command": "start", "account": "REAL"},
    {"command": ["start"]},
    {"command": {"$ne": 1}},
    {"command": "pause", "after_sequence": "yes"},
    {"command_id": "x" * 65, "command": "start"},
    {"delay_threshold": "eight"},
    {"delay_threshold": 8.5},
    {"max_level": 10**30},
    {"initial_stake": -1},
    {"initial_stake": "1e-5"},
    {"multiplier": "NaN"},
    {"max_drawdown": "Infinity"},
    {"auto_trading": "false"},
    {"__proto__": {"max_level": 1}},
    {"filler": "x" * 20_000},
    {"deep": [[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]},
)

COMMANDS = ("bot_command", "update_settings", "request_state", "explode", "connect", "disconnect")


async def status_after(client: Listener, command: dict[str, object]) -> tuple[Any, str]:
    """The acknowledgement of a command, and the status that was told as its answer."""
    before = len(client.told)
    reply = await client.client.call("bot_command", command)
    told = await client.until(lambda told: any(event.name == "bot_status" for event in told[before:]))
    return reply, [event.payload["status"] for event in told[before:] if event.name == "bot_status"][-1]


async def settings_now(client: Listener) -> dict[str, object]:
    before = len(client.told)
    assert await client.client.call("request_state") == {"ok": True}
    told = await client.until(lambda told: any(event.name == "state_snapshot" for event in told[before:]))
    snapshot = next(event for event in told[before:] if event.name == "state_snapshot")
    settings: dict[str, object] = snapshot.payload["settings"]
    return settings


async def test_start_pause_and_stop_are_obeyed_and_may_be_repeated(tmp_path: Path) -> None:
    async with bot(tmp_path) as running, listening(running.url) as client:
        for command, status in (
            ("start", "RUNNING"),
            ("pause", "PAUSED"),
            ("stop", "STOPPED"),
            ("start", "RUNNING"),
        ):
            for _ in range(2):
                assert await status_after(client, {"command": command}) == ({"ok": True}, status)


async def test_one_bad_field_among_good_ones_changes_nothing_and_is_named(tmp_path: Path) -> None:
    async with bot(tmp_path) as running, listening(running.url) as client:
        reply = await client.client.call(
            "update_settings", {"max_level": 5, "multiplier": 0.5, "delay_threshold": 9}
        )
        answer = await client.named("settings_updated")
        kept = await settings_now(client)

    assert reply["ok"] is False
    assert list(reply["errors"]) == ["multiplier"]
    assert answer.payload == {"success": False, "errors": reply["errors"]}
    assert (kept["version"], kept["max_level"], kept["delay_threshold"]) == (1, 10, 8)


async def test_good_settings_are_told_to_all_and_survive_a_restart(tmp_path: Path) -> None:
    wanted = {"delay_threshold": 10, "max_level": 12, "initial_stake": 2.00, "max_drawdown": 12.5}
    async with bot(tmp_path) as running, listening(running.url) as client, listening(running.url) as other:
        await other.named("state_snapshot")  # else that may hold the change already
        assert await client.client.call("update_settings", wanted) == {"ok": True}
        assert (await client.named("settings_updated")).payload == {"success": True}
        told = (await other.named("settings_changed")).payload

    async with bot(tmp_path) as running, listening(running.url) as client:
        kept = await settings_now(client)

    assert told == kept
    assert kept == {**kept, **wanted, "version": 2, "multiplier": 2.0, "auto_trading": True}


@pytest.mark.parametrize("name", COMMANDS)
async def test_rubbish_is_refused_and_the_bot_goes_on(tmp_path: Path, name: str) -> None:
    async with bot(tmp_path) as running, listening(running.url) as bystander:
        await bystander.welcomed()
        async with listening(running.url) as client:
            before = await settings_now(client)
            for rubbish in RUBBISH:
                if name == "request_state" and rubbish in (None, {}):
                    continue  # that is how it is asked for
                reply = await client.client.call(name, rubbish)
                assert reply["ok"] is False, rubbish
                assert reply["error"], rubbish
            assert await settings_now(client) == before
        assert bystander.client.connected
        assert await status_after(bystander, {"command": "start"}) == ({"ok": True}, "RUNNING")
        names = bystander.names()
        assert "settings_changed" not in names
