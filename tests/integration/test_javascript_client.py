"""The official JavaScript client, and the status page's script, against the real server."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from abutre.domain.events import AlertLevel, MarketData, PositionUpdate, SystemAlert
from abutre.domain.model import Color, Direction
from tests.fakes.controls import EPOCH
from tests.node import node
from tests.web_client import alert, listening, running_site

HOSTILE = "<img src=x onerror=alert(1)>"


def events(lines: list[Any]) -> list[str]:
    return [line["event"] for line in lines if "event" in line]


@pytest.mark.parametrize("client", ["socket.io-client", "socket.io-client-oldest"])
@pytest.mark.parametrize(
    "transports", [[], ["websocket"], ["polling"]], ids=["default", "websocket", "polling"]
)
async def test_it_connects_by_name_and_is_brought_up_to_date(transports: list[str], client: str) -> None:
    async with running_site() as (url, _, controls, _):
        await controls.tell(MarketData(price=100_080, streak_count=0, streak_direction=None, epoch=EPOCH))
        wanted = [part for transport in transports for part in ("--transport", transport)]
        status, lines = await node(
            "listen.mjs",
            url.replace("127.0.0.1", "localhost"),
            *("--client", client, "--until", "market_data", *wanted),
        )

    assert status == 0
    assert lines[0]["transport"] in (transports or ["polling", "websocket"])
    assert events(lines) == [
        "connection_ack",
        "state_snapshot",
        "bot_status",
        "balance_update",
        "risk_stats",
        "position_update",
        "market_data",
    ]
    assert lines[1]["args"] == [{"status": "connected"}, {"seq": 0}]
    assert lines[-1]["args"] == [
        {
            "symbol": "V100",
            "price": 1000.8,
            "streak_count": 0,
            "streak_direction": None,
            "timestamp": "2025-01-21T14:30:00Z",
        },
        {"seq": 1},
    ]


@pytest.mark.parametrize("client", ["socket.io-client", "socket.io-client-oldest"])
async def test_its_commands_are_carried_out_and_acknowledged(client: str) -> None:
    async with running_site() as (url, _, controls, _):
        status, lines = await node(
            "listen.mjs",
            url,
            *("--client", client),
            *("--send", '["bot_command", {"command": "start"}]'),
            *("--send", '["update_settings", {"max_level": 99}]'),
            *("--send", '["bot_command", {"command": "explode"}]'),
            *("--until", "settings_updated"),
        )

    answers = [(line["answered"], line["args"][0]) for line in lines if "answered" in line]
    assert status == 0  # commands of one client are carried out side by side, so answers have no order
    assert sorted((name, answer["ok"]) for name, answer in answers) == [
        ("bot_command", False),
        ("bot_command", True),
        ("update_settings", False),
    ]
    assert [set(answer["errors"]) for name, answer in answers if name == "update_settings"] == [{"max_level"}]
    assert len(controls.commands) == 1


async def test_a_missed_past_is_caught_up_with_by_number() -> None:
    async with running_site() as (url, _, controls, _):
        await controls.tell(*(alert(number) for number in range(1, 101)))
        status, lines = await node("listen.mjs", url, "--auth", '{"last_seq": 40}', "--count", "61")

    told = [line["args"] for line in lines if "event" in line]
    assert status == 0
    assert [numbered["seq"] for _, numbered in told[1:]] == list(range(41, 101))


@pytest.mark.parametrize("auth", [[], ["--auth", '{"last_seq": 0}']], ids=["snapshot", "resume"])
async def test_it_misses_nothing_while_it_connects_and_upgrades_under_fire(auth: list[str]) -> None:
    async with running_site() as (url, _, controls, _):
        arriving = asyncio.create_task(node("listen.mjs", url, "--count", "2000", *auth))
        while not arriving.done():
            await controls.tell(alert(controls.seq + 1))
            await asyncio.sleep(0.0005)
        status, lines = await arriving

    seqs = [line["args"][1]["seq"] for line in lines if line.get("event") == "system_alert"]
    assert status == 0
    assert len(seqs) >= 1_990
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))


async def test_a_refusal_tells_it_why() -> None:
    async with running_site() as (url, *_):
        status, lines = await node("listen.mjs", url, "--auth", '{"last_seq": "x"}')

    assert status == 1
    assert len(lines) == 1
    assert "last_seq" in lines[0]["refused"]


async def test_it_connects_again_after_the_server_let_it_go() -> None:
    async with running_site() as (url, server, controls, _), listening(url) as bystander:
        await bystander.welcomed()
        arrived = asyncio.create_task(node("listen.mjs", url, "--count", "12", "--transport", "websocket"))
        while len(server._sockets._live) < 2:  # noqa: ASYNC110 (the client tells nobody that it came)
            await asyncio.sleep(0.01)
        await controls.tell(alert(1))
        newcomer = next(sid for sid in server._clients._clients if sid != bystander.client.get_sid())
        server._sockets.hang_up(newcomer)
        status, lines = await arrived

    assert status == 0
    assert [line["disconnected"] for line in lines if "disconnected" in line] == ["transport close"]
    assert events(lines).count("connection_ack") == 2


async def test_the_status_page_shows_what_the_bot_says_as_text(tmp_path: Path) -> None:
    async with running_site() as (url, _, controls, _):
        await controls.tell(
            SystemAlert(level=AlertLevel.ERROR, message=HOSTILE, epoch=EPOCH),
            MarketData(price=100_080, streak_count=5, streak_direction=Color.RED, epoch=EPOCH),
            PositionUpdate(
                in_position=True,
                direction=Direction.CALL,
                entry_epoch=EPOCH,
                entry_streak_size=8,
                current_level=2,
                current_stake=200,
                total_loss=-100,
                next_stake=400,
            ),
        )
        async with aiohttp.ClientSession() as session:
            script = await (await session.get(f"{url}/status.js")).text()
            state = await (await session.get(f"{url}/api/status")).text()
        (tmp_path / "status.js").write_text(script, encoding="utf-8")
        status, (shown,) = await node("page.mjs", str(tmp_path / "status.js"), given=state)

    assert status == 0
    assert shown["connection"]["textContent"] == "Live"
    assert shown["balance"]["textContent"] == "2000.00, highest 2000.00"
    assert shown["streak"]["textContent"] == "5 RED"
    assert shown["position"]["textContent"].startswith("CALL, level 2, stake 2.00")
    (item,) = shown["alerts"]["children"]
    assert (item["tag"], item["className"]) == ("li", "error")
    assert HOSTILE in item["textContent"]
