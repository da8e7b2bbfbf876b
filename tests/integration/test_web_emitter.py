"""The seed's emitter API, as a developer uses it without a bot."""

import math
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer as LocalServer

from abutre.adapters.web import sockets
from abutre.adapters.web.sockets import WebSocketServer
from abutre.domain.model import Tick
from tests.fakes.controls import EPOCH
from tests.web_client import Listener, Told, listening, web_server

NOON = "2025-01-21T14:30:00Z"
OUT = {
    "in_position": False,
    "direction": None,
    "entry_timestamp": None,
    "entry_streak_size": 0,
    "current_level": 0,
    "current_stake": 0,
    "total_loss": 0,
    "next_stake": 0,
}


class Alone(NamedTuple):
    """A server without a bot, and a client of it."""

    server: WebSocketServer
    client: Listener

    async def told(self, count: int) -> list[Told]:
        return (await self.client.count(count + 1))[1:]


@pytest.fixture
async def alone() -> AsyncIterator[Alone]:
    server = web_server()
    app = web.Application()
    server.attach(app)
    async with LocalServer(app) as site, listening(str(site.make_url("/"))) as client:
        await client.count(1)
        yield Alone(server, client)
        await server.close()


async def test_every_call_of_the_seed_sends_its_payload(alone: Alone) -> None:
    ws_server = alone.server
    candle = {
        "timestamp": NOON, "open": 1000.50, "high": 1001.20, "low": 1000.30, "close": 1000.80,
        "color": "GREEN",
    }  # fmt: skip
    opened = {
        "trade_id": "T12345", "entry_time": NOON, "direction": "CALL", "level": 1, "stake": 1.00,
        "entry_streak_size": 8,
    }  # fmt: skip
    closed = {
        "trade_id": "T12345", "exit_time": "2025-01-21T14:31:00Z", "result": "WIN", "profit": 0.95,
        "final_level": 1, "balance": 2000.95,
    }  # fmt: skip
    position = {
        "in_position": True, "direction": "CALL", "entry_timestamp": NOON, "entry_streak_size": 8,
        "current_level": 2, "current_stake": 2.00, "total_loss": -1.00, "next_stake": 4.00,
    }  # fmt: skip
    stats = {"total_trades": 150, "wins": 145, "losses": 5, "win_rate": 96.67, "roi": 15.25}

    await ws_server.emit_balance_update(balance=2050.00, peak=2100.00, drawdown_pct=2.38)
    await ws_server.emit_new_candle(candle)
    await ws_server.emit_trigger_detected(streak_count=8, direction="RED")
    await ws_server.emit_trade_opened(opened)
    await ws_server.emit_trade_closed(closed)
    await ws_server.emit_position_update(position)
    await ws_server.emit_position_update(OUT)
    await ws_server.emit_market_data(symbol="V100", price=1000.80, streak_count=5, streak_direction="GREEN")
    await ws_server.emit_risk_stats(stats)
    await ws_server.emit_bot_status("RUNNING", "Bot started successfully")
    await ws_server.emit_system_alert("warning", "Max drawdown approaching 25%")

    assert await alone.told(11) == [
        ("balance_update", {"balance": 2050.0, "peak": 2100.0, "drawdown_pct": 2.38, "timestamp": NOON}, 1),
        ("new_candle", candle, 2),
        ("trigger_detected", {"streak_count": 8, "direction": "RED", "timestamp": NOON}, 3),
        ("trade_opened", opened, 4),
        ("trade_closed", closed, 5),
        ("position_update", position, 6),
        ("position_update", OUT, 7),
        (
            "market_data",
            {
                "symbol": "V100", "price": 1000.80, "streak_count": 5, "streak_direction": "GREEN",
                "timestamp": NOON,
            },
            8,
        ),
        ("risk_stats", stats, 9),
        ("bot_status", {"status": "RUNNING", "message": "Bot started successfully", "timestamp": NOON}, 10),
        (
            "system_alert",
            {"level": "warning", "message": "Max drawdown approaching 25%", "timestamp": NOON},
            11,
        ),
    ]  # fmt: skip


async def test_a_lost_trade_and_a_market_without_a_streak_may_be_emitted(alone: Alone) -> None:
    lost = {
        "trade_id": "T1", "exit_time": NOON, "result": "LOSS", "profit": -1023, "final_level": 10,
        "balance": 0,
    }  # fmt: skip
    await alone.server.emit_trade_closed(lost)
    await alone.server.emit_market_data(symbol="V100", price=1, streak_count=0, streak_direction=None)

    first, second = await alone.told(2)
    assert first.payload == lost
    assert second.payload["streak_direction"] is None


async def test_bad_values_are_refused_and_send_nothing(alone: Alone) -> None:
    server: Any = alone.server
    bad = [
        server.emit_balance_update(balance=math.nan, peak=1.0, drawdown_pct=0.0),
        server.emit_balance_update(balance="1", peak=1.0, drawdown_pct=0.0),
        server.emit_new_candle({}),
        server.emit_trigger_detected(streak_count=8, direction="BLUE"),
        server.emit_trigger_detected(streak_count=True, direction="RED"),
        server.emit_trade_opened({"trade_id": "12345"}),
        server.emit_position_update({**OUT, "book": "ACCOUNT"}),
        server.emit_position_update({**OUT, "entry_timestamp": "2025-13-41T14:30:00Z"}),
        server.emit_market_data(symbol="V75", price=1.0, streak_count=0, streak_direction=None),
        server.emit_market_data(symbol="V100", price=math.inf, streak_count=0, streak_direction=None),
        server.emit_risk_stats({"total_trades": 1}),
        server.emit_bot_status("SLEEPING", ""),
        server.emit_system_alert("fatal", ""),
    ]

    for emitted in bad:
        with pytest.raises(ValueError, match=r"."):
            await emitted
    await server.emit_system_alert("info", "after")

    assert [event.seq for event in await alone.told(1)] == [1]


async def test_commands_are_refused_where_there_is_no_bot(alone: Alone) -> None:
    for event in ("bot_command", "update_settings", "request_state", "nonsense"):
        reply = await alone.client.client.call(event, {"command": "start"})
        assert reply == {"ok": False, "error": "no bot is attached to this server"}


async def test_ticks_are_unnumbered_and_at_most_one_a_second(
    alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        await alone.server.emit_tick(Tick(epoch=EPOCH, quote=100_000 + number))
    monkeypatch.setattr(sockets, "_TICK_SECONDS", 0)
    alone.server._next_tick = 0
    await alone.server.emit_tick(Tick(epoch=EPOCH, quote=100_080))
    await alone.server.emit_tick(Tick(epoch=EPOCH, quote=100_081))

    told = await alone.told(3)
    assert [event.payload["price"] for event in told] == [1000.0, 1000.8, 1000.81]
    assert told[1] == ("tick", {"symbol": "V100", "price": 1000.8, "timestamp": NOON}, None)
