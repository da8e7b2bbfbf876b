"""The figures of a bot that trades, over HTTP, and the Grafana dashboard that draws them."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.bot_process import abutre, bot
from tests.web_client import PATIENCE, listening

DASHBOARD = Path(__file__).parents[2] / "docs" / "grafana-dashboard.json"
EXPRESSIONS = re.compile(r"\babutre_\w+")

PASSING = ("abutre_client_queue_bytes", "abutre_notification_queue", "abutre_unresolved_purchases")
"""What there may be for a moment, of what is on its way just then."""

Figures = Mapping[str, float]


async def exposed(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{url}metrics") as answer:
        assert answer.status == 200
        return await answer.text()


def figures(text: str) -> Figures:
    """Values by name; what has labels is added up, but for the status, whose name the label becomes."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            name = f"{sample.name} {sample.labels['status']}" if "status" in sample.labels else sample.name
            found[name] = found.get(name, 0) + sample.value
    return found


async def until(url: str, done: Callable[[Figures], bool]) -> Figures:
    async with asyncio.timeout(PATIENCE):
        while not done(shown := figures(await exposed(url))):  # noqa: ASYNC110 (they tell nobody)
            await asyncio.sleep(0.1)
        return shown


async def test_every_figure_is_there_and_moves_as_the_bot_trades(tmp_path: Path) -> None:
    assert (await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(tmp_path)))[0] == 0
    async with bot(tmp_path) as running:
        before = figures(await exposed(running.url))
        async with listening(running.url) as client:
            await client.named("trade_closed")
            after = await until(
                running.url,
                lambda shown: (
                    shown["abutre_sequences_total"] >= 1 and not any(shown[name] for name in PASSING)
                ),
            )

    assert after["abutre_clients"] == 1
    assert after["abutre_status RUNNING"] == 1
    assert after["abutre_build_info"] == 1
    assert 0 <= after["abutre_feed_age_seconds"] < 15
    assert after["abutre_balance"] != before["abutre_balance"] > 0
    assert after["abutre_balance_peak"] >= after["abutre_balance"]
    grown = (
        "candle_to_purchase_seconds_count",
        "contracts_total",
        "facts_total",
        "journal_commit_seconds_count",
        "level_reached_total",
        "market_time_seconds",
        "sequences_total",
    )
    assert [name for name in grown if after[f"abutre_{name}"] <= before.get(f"abutre_{name}", 0)] == []
    quiet = (
        "dropped_clients_total",
        "dropped_notifications_total",
        "halts_total",
        "journal_failing",
        "reconnects_total",
        "stops_total",
    )
    assert [name for name in quiet if after[f"abutre_{name}"] != 0] == []
    assert {"abutre_drawdown_ratio", "abutre_level", "abutre_trader_queue"} <= after.keys()


def panels() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return listed


async def test_every_query_of_the_dashboard_asks_for_a_figure_that_there_is(tmp_path: Path) -> None:
    assert (await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(tmp_path)))[0] == 0
    async with bot(tmp_path) as running:
        await until(running.url, lambda shown: shown.get("abutre_level_reached_total", 0) >= 1)
        text = await exposed(running.url)
    told = {name for family in text_string_to_metric_families(text) for name in _names(family)}
    asked = {
        name
        for panel in panels()
        for target in panel["targets"]
        for name in EXPRESSIONS.findall(target["expr"])
    }

    assert asked - told == set()
    drawn_nowhere = {name for name in told - asked if not re.search(r"_(created|sum|count)$", name)}
    assert drawn_nowhere == {"abutre_market_time_seconds"}


def _names(family: Any) -> set[str]:
    return {sample.name for sample in family.samples}


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_every_panel_has_its_place_and_the_dashboards_data_source(panel: dict[str, Any]) -> None:
    assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
    assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
    assert panel["targets"]
