"""What a bot that trades tells a service outside, and what it costs when that service hangs."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from abutre.simulator.faults import Fault
from abutre.simulator.launch import Wishes, exports, launch
from tests.bot_process import PATIENCE, abutre, bot
from tests.web_client import listening

SEQUENCES = 3

DAY, MIDNIGHT = "2025-01-21", 1_737_504_000
"""A day of the market, and when it ends."""

LATENCY = "abutre_candle_to_purchase_seconds"


class Service:
    """A service that takes JSON; one that hangs takes it and never answers."""

    def __init__(self, *, hangs: bool) -> None:
        self.got: list[str] = []
        self._hangs = hangs
        self._over = asyncio.Event()
        self._more = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(json.loads(await request.text())["message"])
        async with self._more:
            self._more.notify_all()
        if self._hangs:
            await self._over.wait()
        return web.Response()

    async def heard(self, *parts: str) -> None:
        """Wait until each of `parts` was in a message."""
        async with asyncio.timeout(PATIENCE), self._more:
            await self._more.wait_for(lambda: all(any(part in told for told in self.got) for part in parts))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Its address."""
        app = web.Application()
        app.router.add_post("/{place}", self.take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"json://127.0.0.1:{runner.addresses[0][1]}/place"
        self._over.set()
        await runner.cleanup()


async def figures(url: str) -> dict[str, float]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}metrics") as answer:
        families = list(text_string_to_metric_families(await answer.text()))
    return {sample.name: sample.value for family in families for sample in family.samples}


async def closed_on(url: str, day: str) -> list[dict[str, Any]]:
    """The sequences that REST says were closed on a day."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}api/trades?limit=1000") as answer:
        trades = (await answer.json())["items"]
    return [trade for trade in trades if (trade["exit_time"] or "").startswith(day)]


async def traded(data_dir: Path) -> tuple[dict[str, float], float, str]:
    """Figures after some sequences, the seconds that the end took, and the log."""
    code, _, err = await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(data_dir))
    assert code == 0, err
    async with bot(data_dir) as running:
        async with listening(running.url) as client:
            await client.until(lambda told: [event.name for event in told].count("trade_closed") >= SEQUENCES)
        shown = await figures(running.url)
        began = monotonic()
        running.signal()
        code, err = await running.ended()
        assert code == 0, err
        return shown, monotonic() - began, err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["The bot is running. ", "T1 opened: ", "T1 closed: won at level ", "The bot is stopped. "]),
        ("pt-BR", ["O robô está em operação. ", "T1 aberta: ", "T1 encerrada: ", "O robô está parado."]),
    ],
)
async def test_a_service_hears_of_the_trading_in_order_and_of_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: list[str]
) -> None:
    service = Service(hangs=False)
    async with service.running() as address:
        monkeypatch.setenv("ABUTRE_NOTIFY_URLS", address)
        monkeypatch.setenv("ABUTRE_NOTIFY_LANGUAGE", language)
        shown, _, log = await traded(tmp_path)
    heard = [next(place for place, told in enumerate(service.got) if told.startswith(word)) for word in words]
    assert heard == sorted(heard)
    assert language == "en" or not re.search(r"\b(the|is|what|settle)\b", " ".join(service.got))
    assert heard[-1] == len(service.got) - 1
    assert shown["abutre_dropped_notifications_total"] == 0
    assert address.removeprefix("json://") not in log


async def test_a_service_that_hangs_delays_no_trade_and_the_end_by_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, _, _ = await traded(tmp_path / "quiet")
    service = Service(hangs=True)
    async with service.running() as address:
        monkeypatch.setenv("ABUTRE_NOTIFY_URLS", address)
        hung, took, log = await traded(tmp_path / "hung")
    assert service.got
    assert hung["abutre_notification_queue"] > 0
    mean = {
        name: shown[f"{LATENCY}_sum"] / shown[f"{LATENCY}_count"]
        for name, shown in (("quiet", quiet), ("hung", hung))
    }
    assert mean["hung"] < 2 * mean["quiet"] + 0.1, mean
    assert took < PATIENCE / 2
    assert "the bot ends before all notifications were sent" in log


async def test_a_day_is_summed_up_as_it_is_kept_whatever_restarts_there_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The market begins an hour and a half before midnight, which is in twenty seconds of ours.
    monkeypatch.setattr("abutre.simulator.launch.time", SimpleNamespace(time=lambda: MIDNIGHT - 5_400))
    deriv = await launch(Wishes(speed=270, seed=7))
    for name, value in exports(deriv.endpoints)["options"].items():
        monkeypatch.setenv(name, value)
    code, _, err = await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(tmp_path))
    assert code == 0, err
    service = Service(hangs=False)
    try:
        async with service.running() as address:
            monkeypatch.setenv("ABUTRE_NOTIFY_URLS", address)
            async with bot(tmp_path, "--demo") as first:
                await service.heard(f"T{SEQUENCES} closed: ")
                first.signal()
                await first.ended()
            async with bot(tmp_path, "--demo") as second:
                await service.heard(f"{DAY}: ")
                kept = await closed_on(second.url, DAY)
    finally:
        await deriv.stop()
    won = sum(trade["result"] == "WIN" for trade in kept)
    summary = next(told for told in service.got if told.startswith(DAY))
    assert len(kept) >= SEQUENCES
    assert summary.startswith(f"{DAY}: {len(kept)} sequences, {won} won, {len(kept) - won} lost, ")
    assert f", {sum(trade['profit'] for trade in kept):+,.2f} USD; balance " in summary


async def test_a_lost_connection_an_unknown_purchase_and_every_level_wanted_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deriv = await launch(Wishes(speed=120, seed=7))
    deriv.simulator.arm(Fault.model_validate({"fault": "lost_buy", "lost": "b"}))
    for name, value in exports(deriv.endpoints)["options"].items():
        monkeypatch.setenv(name, value)
    code, _, err = await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(tmp_path))
    assert code == 0, err
    service = Service(hangs=False)
    try:
        async with service.running() as address:
            monkeypatch.setenv("ABUTRE_NOTIFY_URLS", address)
            monkeypatch.setenv("ABUTRE_NOTIFY_LEVEL", "2")
            async with bot(tmp_path, "--demo"):
                await service.heard(
                    "Connection to Deriv (trading) lost",
                    "Connection to Deriv (trading) is back",
                    "Purchase 1: nobody knows whether it happened",
                    ": level 2, stake 2.00 USD",
                )
    finally:
        await deriv.stop()
