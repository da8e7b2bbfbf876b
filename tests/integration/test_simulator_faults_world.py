"""Faults of the market, the site and the account, and what a fault may say."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from abutre.simulator.control import read_script
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.launch import TOKEN
from tests.simulated import MINUTE, Simulated, Socket, simulated

BUY: dict[str, Any] = {"buy": "1", "price": 10, "parameters": {**MINUTE, "underlying_symbol": "R_100"}}


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def epochs(socket: Socket, since: int) -> list[int]:
    told = await socket.ask(ticks_history="R_100", start=since, end="latest", count=5000)
    return [epoch - since for epoch in told["history"]["times"]]


async def test_a_gap_in_the_feed_is_missing_from_the_history_too(deriv: Simulated) -> None:
    public = await deriv.public()
    start = deriv.clock.now()
    await deriv.fault(fault="gap", symbol="R_100", seconds=5, after=4)

    for _ in range(14):
        deriv.clock.advance(1)
        await public.ask(ping=1)

    assert await epochs(public, start) == [0, 2, 4, 10, 12, 14]


async def test_a_stall_of_minutes_leaves_a_candle_out(deriv: Simulated) -> None:
    public = await deriv.public()
    start = deriv.clock.now()
    await deriv.fault(fault="gap", seconds=150)
    deriv.clock.advance(200)

    told = await public.ask(
        ticks_history="R_100", style="candles", granularity=60, start=start, end="latest", count=10
    )

    assert [candle["epoch"] - start for candle in told["candles"]] == [0, 120, 180]


async def test_a_fault_strikes_when_a_contract_reaches_a_phase(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="close", close_code=1012, phase="C")
    await demo.ask(**BUY)

    deriv.clock.advance(58)
    assert await demo.quiet()
    deriv.clock.advance(2)

    assert (await demo.message()).data == 1012


async def test_a_contract_reaches_a_phase_once_however_many_ticks_it_has(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="text", text='{"msg_type":"noise"}', phase="B", times=None)
    await demo.ask(**BUY)

    for _ in range(5):
        deriv.clock.advance(2)
        await demo.ask(ping=1)

    assert len(demo.unread("noise")) == 1


async def test_the_site_moves_its_accounts_away(deriv: Simulated) -> None:
    legacy = await deriv.legacy(token=None)
    first = await legacy.ask(website_status=1, subscribe=1)
    await deriv.fault(fault="migrated")

    assert "message" not in first["website_status"]
    assert (await legacy.next("website_status"))["website_status"]["message"] == "migrated"


async def test_an_updating_site_drops_everybody_in_the_end(deriv: Simulated) -> None:
    legacy = await deriv.legacy(token=None)
    await legacy.ask(website_status=1, subscribe=1)
    await deriv.fault(fault="updating", seconds=0.1)

    assert (await legacy.next("website_status"))["website_status"]["site_status"] == "updating"
    assert (await legacy.message()).data == 1012
    again = await deriv.legacy(token=None)
    assert (await again.ask(website_status=1))["website_status"]["site_status"] == "up"


async def test_a_refund_gives_the_stake_back(deriv: Simulated) -> None:
    demo = await deriv.demo()
    contract_id = (await demo.ask(**BUY))["buy"]["contract_id"]

    await deriv.fault(fault="refund")

    told = (await demo.ask(proposal_open_contract=1, contract_id=contract_id))["proposal_open_contract"]
    assert (told["status"], told["is_sold"], told["profit"]) == ("cancelled", 1, "0.00")
    assert deriv.exchange.accounts.of_token(TOKEN)[0].balance == Decimal("10000.00")


async def test_a_refund_that_comes_too_late_does_nothing_and_the_market_goes_on(deriv: Simulated) -> None:
    demo = await deriv.demo()
    contract_id = (await demo.ask(**BUY))["buy"]["contract_id"]
    await deriv.fault(fault="refund", phase="C")

    deriv.clock.advance(60)
    await demo.ask(ping=1)
    deriv.clock.advance(4)

    told = (await demo.ask(proposal_open_contract=1, contract_id=contract_id))["proposal_open_contract"]
    assert told["status"] in {"won", "lost"}


async def test_another_application_buys_on_the_same_account(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await demo.ask(transaction=1, subscribe=1)

    await deriv.fault(fault="buy_elsewhere")

    assert (await demo.next("transaction"))["transaction"]["amount"] == -1
    assert len((await demo.ask(portfolio=1))["portfolio"]["contracts"]) == 1


async def test_faults_are_forgotten_on_request(deriv: Simulated) -> None:
    public = await deriv.public()
    await deriv.fault(fault="drop", call="time", times=None)

    async with deriv.http.delete(deriv.endpoints.control_url) as answer:
        assert answer.status == 200

    assert "time" in await public.ask(time=1)


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "nonsense"},
        {"fault": "drop"},
        {"fault": "error", "call": "buy"},
        {"fault": "lost_buy"},
        {"fault": "close", "call": "buy", "after": 1},
        {"fault": "close", "unknown": 1},
        {"fault": "gap", "symbol": "V1"},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(deriv: Simulated, fault: dict[str, object]) -> None:
    async with deriv.http.post(deriv.endpoints.control_url, json=fault) as answer:
        told = await answer.json()

    assert answer.status == 400
    assert told["error"]


def test_a_script_is_a_list_of_faults(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text('[{"fault": "gap"}, {"fault": "drop", "call": "buy", "times": null}]', encoding="utf-8")
    broken = tmp_path / "broken.json"
    broken.write_text('[{"fault": "drop"}]', encoding="utf-8")

    assert [fault.fault for fault in read_script(script)] == ["gap", "drop"]
    with pytest.raises(SimulatorFileError, match=r"broken.json is no script of faults: 0: .*name its call$"):
        read_script(broken)


async def test_a_site_that_is_down_says_so_and_comes_back_by_itself(deriv: Simulated) -> None:
    legacy = await deriv.legacy()
    told = await legacy.ask(website_status=1, subscribe=1)
    await deriv.fault(fault="down", seconds=0.05)
    states = [told, await legacy.next("website_status"), await legacy.next("website_status")]
    assert [state["website_status"]["site_status"] for state in states] == ["up", "down", "up"]
    assert (await legacy.ask(ping=1))["ping"] == "pong"
