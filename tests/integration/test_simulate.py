"""`abutre simulate` as a user runs it: what it prints, how it ends, what it leaves behind."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bot_process import abutre
from tests.simulated import MINUTE, Socket

PATIENCE = 30.0


class Running:
    """A running `abutre simulate`."""

    def __init__(self, process: asyncio.subprocess.Process, printed: list[str]) -> None:
        self._process = process
        self.printed = printed
        exports = [
            line.removeprefix("export ").split("=", 1) for line in printed if line.startswith("export")
        ]
        self.options, self.legacy = dict(exports[:5]), dict(exports[5:])

    async def killed(self) -> None:
        """End it without a word."""
        self._process.kill()
        await self._process.wait()

    async def terminated(self) -> tuple[int, str]:
        """Exit code and stderr after SIGTERM."""
        self._process.send_signal(signal.SIGTERM)
        _, err = await self._process.communicate()
        return self._process.returncode or 0, err.decode()


@asynccontextmanager
async def simulate(*arguments: str) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "abutre", "simulate", "--port", "0", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            printed = [(await process.stdout.readline()).decode().rstrip("\n") for _ in range(16)]
        yield Running(process, printed)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def options_socket(exports: dict[str, str]) -> AsyncIterator[Socket]:
    """A trading socket, reached with nothing but the printed exports."""
    headers = {
        "Authorization": f"Bearer {exports['DERIV_API_TOKEN']}",
        "Deriv-App-ID": exports["DERIV_APP_ID"],
    }
    base = f"{exports['DERIV_REST_URL']}/trading/v1/options/accounts"
    async with aiohttp.ClientSession(headers=headers) as http:
        async with http.get(base) as answer:
            listed: Any = await answer.json()
        async with http.post(f"{base}/{listed['data'][0]['account_id']}/otp") as answer:
            url = (await answer.json())["data"]["url"]
        async with http.ws_connect(url) as socket:
            yield Socket(socket)


async def test_what_it_prints_leads_a_bot_in_by_both_generations() -> None:
    async with simulate("--speed", "60", "--seed", "7") as running:
        async with options_socket(running.options) as socket:
            assert (await socket.ask(balance=1))["balance"]["balance"] == 10_000
        url = f"{running.legacy['DERIV_WS_URL']}?app_id={running.legacy['DERIV_APP_ID']}"
        async with aiohttp.ClientSession() as http, http.ws_connect(url) as legacy:
            told = await Socket(legacy).ask(authorize=running.legacy["DERIV_API_TOKEN"])
            assert told["authorize"]["is_virtual"] == 1
        assert (running.options["DERIV_API"], running.legacy["DERIV_API"]) == ("options", "legacy")

        assert await running.terminated() == (0, "")


async def test_accounts_and_open_contracts_outlive_the_simulator(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path / "state.db"))
    async with simulate(*state) as running:
        async with options_socket(running.options) as socket:
            parameters = {**MINUTE, "underlying_symbol": "R_100"}
            bought = await socket.ask(buy="1", price=10, parameters=parameters)
        assert await running.terminated() == (0, "")

    async with simulate(*state) as running, options_socket(running.options) as socket:
        held = (await socket.ask(portfolio=1))["portfolio"]["contracts"]
        assert [one["contract_id"] for one in held] == [bought["buy"]["contract_id"]]
        assert (await socket.ask(balance=1))["balance"]["balance"] == 9_990


async def test_a_kill_in_the_middle_of_trading_forgets_no_contract_no_money_and_no_tick(
    tmp_path: Path,
) -> None:
    state = ("--state", str(tmp_path / "state.db"), "--speed", "60")
    parameters = {**MINUTE, "underlying_symbol": "R_100"}
    bought: list[Any] = []
    shown: dict[int, float] = {}
    async with simulate(*state) as running, options_socket(running.options) as socket:
        for _ in range(5):
            bought.append((await socket.ask(buy="1", price=10, parameters=parameters))["buy"])
            told = (await socket.ask(ticks_history="R_100", end="latest", count=5))["history"]
            shown |= dict(zip(told["times"], told["prices"], strict=True))
        before = (await socket.ask(time=1))["time"]
        await running.killed()

    async with simulate(*state) as running, options_socket(running.options) as socket:
        now = (await socket.ask(time=1))["time"]
        again = (await socket.ask(ticks_history="R_100", end="latest", start=min(shown)))["history"]
        statement = (await socket.ask(statement=1, limit=100))["statement"]["transactions"]

    assert before <= now
    assert shown.items() <= dict(zip(again["times"], again["prices"], strict=True)).items()
    ids = [one["contract_id"] for one in statement if one["action_type"] == "buy"]
    assert ids == [one["contract_id"] for one in reversed(bought)]
    balance = statement[0]["balance_after"]
    assert balance == pytest.approx(10_000 + sum(one["amount"] for one in statement))


async def test_recorded_ticks_are_replayed(tmp_path: Path) -> None:
    recording = tmp_path / "ticks.csv"
    rows = [f"{1_700_000_000 + 2 * index},{1000 + index}.25" for index in range(100)]
    recording.write_text("\n".join(rows), encoding="utf-8")

    async with (
        simulate("--ticks", str(recording), "--symbol", "V75", "--speed", "0.01") as running,
        options_socket(running.options) as socket,
    ):
        told = await socket.ask(ticks_history="R_75", start=1, end="latest", count=5)

    assert told["history"]["prices"] == [1005.25, 1006.25, 1007.25, 1008.25, 1009.25]


async def test_a_script_of_faults_is_armed_from_the_beginning(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text(json.dumps([{"fault": "error", "call": "time", "code": "CallError"}]), encoding="utf-8")

    async with (
        simulate("--script", str(script)) as running,
        options_socket(running.options) as socket,
    ):
        first, second = await socket.ask(time=1), await socket.ask(time=1)

    assert first["error"]["code"] == "CallError"
    assert "error" not in second


async def test_commission_and_patience_with_silence_are_as_asked() -> None:
    async with (
        simulate("--commission", "0.012", "--idle-seconds", "1") as running,
        options_socket(running.options) as socket,
    ):
        told = await socket.ask(proposal=1, underlying_symbol="R_100", **{**MINUTE, "amount": 1})
        cut = await socket.message()

    assert told["proposal"]["payout"] == 1.95
    assert cut.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


async def test_files_that_cannot_be_used_are_refused_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("[]", encoding="utf-8")
    absent = str(tmp_path / "absent")

    for arguments in (("--state", str(broken)), ("--script", absent), ("--ticks", absent)):
        status, _, err = await abutre("simulate", "--port", "0", *arguments)
        assert status == 2
        assert err.startswith("abutre: ")
        assert "Traceback" not in err


async def test_an_unknown_symbol_is_refused_with_the_list() -> None:
    status, _, err = await abutre("simulate", "--port", "0", "--symbol", "FOO")

    assert status == 2
    assert "unknown symbol 'FOO'; expected one of V10, V25" in err


async def test_a_taken_port_is_refused_in_a_sentence() -> None:
    async with simulate() as running:
        port = running.options["DERIV_REST_URL"].rpartition(":")[2]

        status, _, err = await abutre("simulate", "--port", port)

    assert status == 2
    assert err.startswith("abutre: the simulator cannot run: ")
    assert f"{port})" in err
    assert "choose another --port" in err
