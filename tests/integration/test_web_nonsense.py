"""Nonsense of every kind to every command: an error to its sender, and nothing else."""

import math
from typing import Any

import pytest

from tests.web_client import answered

DEEP: Any = []
for _ in range(300):
    DEEP = [DEEP]

NONSENSE: list[object] = [
    None,
    (),
    ({"command": "start"}, {"command": "stop"}),
    ({"command": "start"}, None),
    "start",
    7,
    True,
    math.nan,
    [],
    ["start"],
    [{"command": "start"}],
    b"start",
    {},
    {"command": "Start"},
    {"command": "shutdown"},
    {"command": ["start"]},
    {"command": b"start"},
    {"command": None},
    {"command": math.nan},
    {"command": math.inf},
    {"command": "start", "extra": 1},
    {"command": "start", "after_sequence": True},
    {"command": "stop", "after_sequence": False},
    {"command": "pause", "after_sequence": 1},
    {"command": "pause", "after_sequence": "true"},
    {"command": "start", "command_id": ""},
    {"command": "start", "command_id": "x" * 65},
    {"command": "start", "command_id": 5},
    {"command": "start", "__proto__": {}},
    {"command": "start", "\ud800\n<script>": "x" * 100},
    {"command": "x" * 16_384},
    {"command": "x" * 900_000},
    {"command": DEEP},
    {"command": {"command": {"command": "start"}}},
]


CASES = [
    pytest.param(event, data, id=f"{event}:{ascii(data)[:40]}:{len(ascii(data))}")
    for event in ("bot_command", "update_settings", "request_state", "nonsense")
    for data in NONSENSE
    if not (event == "request_state" and data in (None, (), {}))  # a state may be requested without data
]


@pytest.mark.parametrize(("event", "data"), CASES)
async def test_nonsense_is_answered_to_its_sender_only_and_changes_nothing(event: str, data: object) -> None:
    reply, own, others, running = await answered(event, data)

    assert reply["ok"] is False
    assert isinstance(reply["error"], str)
    assert len(reply["error"]) < 1_000
    names = ["settings_updated", "system_alert"] if event == "update_settings" else ["system_alert"]
    assert [told.name for told in own] == names
    assert (own[-1].payload["level"], own[-1].payload["message"]) == ("error", reply["error"])
    assert own[-1].seq == 0
    assert others == []
    assert running.controls.commands == []
    assert (await running.controls.state()).settings.version == 1
    assert len(running.controls.rejected) == 1
    logged = running.controls.rejected[0].partition(": ")[2]
    assert logged == ascii(reply["error"])[1:-1][: len(logged)]
    assert "\n" not in logged


@pytest.mark.parametrize(
    "event", ["connect", "disconnect", "message", "error", "*", "", "bot_status", "x" * 99]
)
async def test_other_events_run_no_handler_and_get_an_error(event: str) -> None:
    reply, own, others, _ = await answered(event, {"command": "start"})

    assert reply["ok"] is False
    assert "expected bot_command, request_state or update_settings" in reply["error"]
    assert [told.name for told in own] == ["system_alert"]
    assert others == []


@pytest.mark.parametrize(
    "update",
    [
        {f"setting_{number}": 1 for number in range(33)},
        {"max_level": [[[[[[[[[1]]]]]]]]]},
        {"max_level": b"7"},
        {"max_level": 7, "command_id": 7},
    ],
    ids=["many", "deep", "binary", "id"],
)
async def test_an_update_that_no_client_means_never_reaches_the_bot(update: dict[str, object]) -> None:
    reply, own, _, running = await answered("update_settings", update)

    assert reply["ok"] is False
    assert running.controls.updates == []
    assert own[0].payload == {"success": False, "errors": {"update": reply["error"]}}


@pytest.mark.parametrize("key", ["model_extra", "__class__", "__dict__", "model_config", "self"])
async def test_an_update_may_name_what_python_names(key: str) -> None:
    reply, *_ = await answered("update_settings", {key: 1})

    assert set(reply["errors"]) == {key}
