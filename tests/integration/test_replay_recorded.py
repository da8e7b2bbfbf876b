"""Recorded markets, read as they are."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from abutre.adapters.replay.candles import read_candles
from abutre.adapters.replay.feed import ReplayFeed
from abutre.domain.errors import MarketDataError
from abutre.domain.model import MINUTE
from abutre.domain.pacing import market_time
from abutre.domain.symbols import symbol_named
from tests.fakes.clock import FakeClock

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FILES = json.loads((DATA / "MANIFEST.json").read_text()) if DATA.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the recorded markets are not on this machine")


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp())


def replayed(entry: dict[str, Any], symbol: str) -> ReplayFeed:
    return ReplayFeed(path=DATA / entry["file"], symbol=symbol_named(symbol), speed=0, clock=FakeClock())


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: str(entry["file"]))
async def test_every_recorded_row_is_played(entry: dict[str, Any]) -> None:
    feed = replayed(entry, entry["symbol"])
    assert feed.kind == entry["kind"]
    assert await feed.now() == epoch(entry["first"])
    rows = 0
    time = 0
    async for item in feed.stream(0):
        rows += 1
        time = market_time(item)
    assert rows == entry["rows"]
    assert time - (MINUTE if feed.kind == "candles" else 0) == epoch(entry["last"])


@pytest.mark.parametrize(
    "entry", [file for file in FILES if file["kind"] == "candles"], ids=lambda entry: str(entry["file"])
)
def test_recorded_candles_are_read_at_the_symbols_decimals(entry: dict[str, Any]) -> None:
    times, opens, closes, decimals = read_candles(DATA / entry["file"])
    assert decimals == symbol_named(entry["symbol"]).decimals
    assert len(times) == len(opens) == len(closes) == entry["rows"]
    assert (times[0], times[-1]) == (epoch(entry["first"]), epoch(entry["last"]))
    assert read_candles(DATA / entry["file"], decimals)[1:3] == (opens, closes)


@pytest.mark.parametrize(
    "entry", [file for file in FILES if file["symbol"] == "R_75"], ids=lambda entry: str(entry["file"])
)
async def test_a_market_played_as_another_of_fewer_decimals_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(MarketDataError, match=r":\d+: .* V100 has 2: .* --symbol"):
        async for _ in replayed(entry, "V100").stream(0):
            pass
