"""The bot over two months of real candles ends with the ledger of the backtest, to the cent."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from tests.bot_process import abutre, bot

CANDLES = Path(__file__).parents[3] / "shared" / "data" / "R_100_m1_20250925_20251126.csv.gz"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CANDLES.exists(), reason="no recorded market data in ../shared"),
]


async def market_ended(url: str) -> dict[str, object]:
    """The bot's status once it has seen the whole file."""
    async with aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}api/status") as response:
                status: dict[str, object] = await response.json()
            if status["bot_status"]["status"] == "STOPPED":  # type: ignore[index]  # JSON
                return status
            await asyncio.sleep(1)


async def test_the_replayed_bot_and_the_backtest_end_with_the_same_ledger(tmp_path: Path) -> None:
    async with bot(tmp_path, "--replay", str(CANDLES), "--speed", "0") as running:
        status = await market_ended(running.url)

    code, out, _ = await abutre("backtest", str(CANDLES), "--json")
    expected = json.loads(out)
    assert code == 0
    assert expected["open_level"] == 0
    assert expected["total_trades"] > 300
    assert f"{status['balance']['balance']:.2f}" == expected["final_balance"]  # type: ignore[index]  # JSON
    assert f"{status['balance']['peak']:.2f}" == expected["peak_balance"]  # type: ignore[index]  # JSON
    assert status["risk_stats"] == {
        "total_trades": expected["total_trades"],
        "wins": expected["wins"],
        "losses": expected["losses"],
        "win_rate": float(expected["win_rate"]),
        "roi": float(expected["roi"]),
    }
