"""The two scenarios of the user's document, WIN and LOSS with a level up, event by event at both clients.

`tests/vectors/seed_scenarios.json` holds the recorded events: names, payloads, order and numbers.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.bot_process import bot
from tests.node import node
from tests.web_client import listening

RECORDED = Path(__file__).parents[1] / "vectors" / "seed_scenarios.json"

FIRST_MINUTE = int(datetime(2025, 1, 21, 14, 22, tzinfo=UTC).timestamp())
"""The eighth red candle closes at 14:30, as in the document."""

MINUTES = "RRRRRRRRGRRRRRRRRRGG"
"""Eight red, won at once; eight red, lost, won at level 2; one more, so that the last candle closes."""

AS_IN_THE_DOCUMENT = ("env", "ABUTRE_PAYOUT_RATE=0.95")

Told = tuple[str, list[Any]]


def ticks() -> Iterator[tuple[int, int]]:
    price = 100_080
    for number, color in enumerate(MINUTES):
        for second in range(0, 60, 2):
            price += 1 if color == "G" else -1
            yield FIRST_MINUTE + 60 * number + second, price


@pytest.fixture
def market(tmp_path: Path) -> Path:
    file = tmp_path / "scenarios.csv"
    rows = "".join(f"{epoch},{price // 100}.{price % 100:02}\n" for epoch, price in ticks())
    file.write_text("epoch,quote\n" + rows, encoding="utf-8")
    return file


def recorded() -> list[Told]:
    return [(name, args) for name, args in json.loads(RECORDED.read_text(encoding="utf-8"))]


async def test_both_clients_are_told_both_scenarios_event_by_event(tmp_path: Path, market: Path) -> None:
    expected = recorded()
    arguments = ("--replay", str(market), "--speed", "0")
    async with bot(tmp_path / "data", *arguments, before=AS_IN_THE_DOCUMENT) as running:
        javascript = node(
            "listen.mjs", running.url, "--auth", '{"last_seq": 0}', "--count", str(len(expected) + 1)
        )
        async with listening(running.url, auth={"last_seq": 0}) as python:
            last = expected[-1][1][1]["seq"]
            (status, lines), told = await asyncio.gather(
                javascript, python.until(lambda told: any(event.seq == last for event in told))
            )

    in_javascript = [(line["event"], line["args"]) for line in lines if "event" in line]
    in_python = [(event.name, [event.payload, {"seq": event.seq}]) for event in told]
    assert status == 0
    for heard in (in_javascript, in_python):
        (welcome, (greeting, _)), *events = [event for event in heard if event[0] != "tick"]
        assert (welcome, greeting) == ("connection_ack", {"status": "connected"})
        assert events == expected


async def test_a_client_of_the_seed_that_knows_no_numbers_hears_the_win_live(
    tmp_path: Path, market: Path
) -> None:
    arguments = ("--replay", str(market), "--speed", "120")
    async with (
        bot(tmp_path / "data", *arguments, before=AS_IN_THE_DOCUMENT) as running,
        listening(running.url) as client,
    ):
        await client.named("trade_closed")

    names = [name for name in client.names() if name != "tick"]
    assert names[names.index("trigger_detected") - 2 : names.index("trade_closed") + 1] == [
        *("new_candle", "market_data", "trigger_detected", "system_alert"),
        *("trade_opened", "position_update", "balance_update"),
        *("new_candle", "market_data", "trade_closed"),
    ]
