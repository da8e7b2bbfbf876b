"""Two clients that others wrote use the simulator's legacy socket as they use Deriv's."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from abutre.simulator.launch import TOKEN, Launched, Wishes, launch
from tests.node import node

LIBRARY = "python_deriv_api==0.1.6"
SCRIPT = Path(__file__).parents[1] / "e2e" / "python_deriv_api" / "conformance.py"
Told: TypeAlias = dict[str, Any]
Client: TypeAlias = Callable[[str], Awaitable[Told]]


@pytest.fixture
async def deriv() -> AsyncIterator[Launched]:
    launched = await launch(Wishes(speed=60, seed=7))
    yield launched
    await launched.stop()


async def finished(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def environment() -> Path:
    """The interpreter of an environment that has the library; made on the first use."""
    home = Path(sys.prefix) / "clients" / LIBRARY.replace("==", "-")
    python = home / "bin" / "python"
    if not (home / "complete").exists():
        uv = str(Path(sys.prefix) / "bin" / "uv")
        await finished(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(home))
        await finished(uv, "pip", "install", "--quiet", "--python", str(python), LIBRARY)
        (home / "complete").touch()
    return python


async def python_client(endpoint: str) -> Told:
    printed = await finished(str(await environment()), str(SCRIPT), endpoint, TOKEN)
    return {line["step"]: line["told"] for line in map(json.loads, printed.splitlines())}


async def javascript_client(endpoint: str) -> Told:
    status, lines = await node("deriv_conformance.mjs", endpoint, TOKEN)
    assert status == 0
    return {line["step"]: line["told"] for line in lines}


@pytest.mark.parametrize("client", [python_client, javascript_client], ids=["python", "javascript"])
async def test_a_client_written_for_deriv_trades_at_the_simulator(deriv: Launched, client: Client) -> None:
    told = await client(deriv.endpoints.legacy_url.removesuffix("/websockets/v3"))

    assert told["ping"] == "pong"
    assert abs(told["time"] - deriv.exchange.now()) < 3600
    assert "token is invalid" in told["bad authorize"] or told["bad authorize"] == "InvalidToken"
    assert told["authorize"]["loginid"] == deriv.exchange.accounts.all()[0].account_id
    assert [tick["epoch"] % 2 for tick in told["ticks"]] == [0, 0, 0]
    first, *later = told["candles"]
    assert [candle["epoch"] % 60 for candle in first["candles"]] == [0, 0, 0]
    assert {frame["msg_type"] for frame in later} == {"ohlc"}
    assert told["proposal"]["payout"] == 19.24
    assert told["buy"]["balance_after"] == 9990
    assert [one["contract_id"] for one in told["portfolio"]] == [told["buy"]["contract_id"]]
    last = told["contract"][-1]
    assert last["status"] in {"won", "lost"}
    assert told["balance"]["balance"] == pytest.approx(9990 + last["sell_price"])
    assert told["forget"] == 1
