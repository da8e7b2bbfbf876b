"""`abutre serve --demo` against a Deriv on this machine, both generations of the API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.simulator.faults import Fault
from abutre.simulator.launch import Launched, Wishes, exports, launch
from tests.bot_process import abutre, bot
from tests.web_client import listening

SEQUENCES = 5
ATTEMPTS = 3
"""How often the adapter asks before it gives up."""


@pytest.fixture
async def deriv() -> AsyncIterator[Launched]:
    launched = await launch(Wishes(speed=120, seed=7))
    yield launched
    await launched.stop()


@pytest.fixture(params=["options", "legacy"])
def access(request: pytest.FixtureRequest, deriv: Launched, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in exports(deriv.endpoints)[request.param].items():
        monkeypatch.setenv(name, value)


async def eager(data_dir: Path) -> None:
    code, _, err = await abutre("settings", "set", "delay_threshold=2", "--data-dir", str(data_dir))
    assert code == 0, err


def demo_balance(deriv: Launched) -> float:
    return float(deriv.exchange.accounts.all()[0].balance)


@pytest.mark.usefixtures("access")
async def test_the_demo_account_is_traded_and_its_ledger_is_derivs(tmp_path: Path, deriv: Launched) -> None:
    await eager(tmp_path)
    async with bot(tmp_path, "--demo") as running:
        async with listening(running.url) as client:
            told = await client.until(
                lambda told: [event.name for event in told].count("trade_closed") == SEQUENCES
            )
        running.signal()
        code, err = await running.ended()

    assert code == 0, err
    assert running.greeting[1].startswith("DEMO account of 10,000.00 USD; V100 from Deriv")
    assert running.greeting[2].startswith("A win pays 0.92")
    opened = [event.payload for event in told if event.name == "trade_opened"]
    assert len({trade["trade_id"] for trade in opened}) == len(opened)
    async with bot(tmp_path, "--demo") as running, listening(running.url) as client:
        snapshot = (await client.named("state_snapshot")).payload
    assert snapshot["account"] == {"mode": "DEMO", "currency": "USD"}
    assert snapshot["balance"]["balance"] == demo_balance(deriv)
    assert not [alert for alert in snapshot["alerts"] if "Deposit" in alert["message"]]


@pytest.mark.usefixtures("access")
async def test_paper_trading_takes_derivs_market_and_leaves_the_account_alone(
    tmp_path: Path, deriv: Launched
) -> None:
    await eager(tmp_path)
    before = demo_balance(deriv)
    async with (
        bot(tmp_path, "--demo", "--paper-trading", "--balance", "300") as running,
        listening(running.url) as client,
    ):
        closed = (await client.named("trade_closed")).payload

    assert running.greeting[1].startswith("PAPER account of 300.00 USD; V100 from Deriv")
    assert closed["trade_id"] == "T1"
    assert demo_balance(deriv) == before


@pytest.mark.usefixtures("access")
async def test_a_quote_that_is_refused_at_the_start_is_asked_for_again(
    tmp_path: Path, deriv: Launched
) -> None:
    fault = {"fault": "error", "call": "proposal", "code": "WrongResponse", "times": ATTEMPTS}
    deriv.simulator.arm(Fault.model_validate(fault))
    async with bot(tmp_path, "--demo") as running, listening(running.url) as client:
        alerts = (await client.named("state_snapshot")).payload["alerts"]
    assert running.greeting[2].startswith("A win pays 0.92")
    assert any("gives no quote for R_100" in alert["message"] for alert in alerts)


async def test_without_a_token_one_line_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DERIV_API_TOKEN", "DERIV_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    code, out, err = await abutre("serve", "--demo", "--port", "0", "--data-dir", str(tmp_path))
    assert (code, out) == (2, "")
    assert err.startswith("abutre: DERIV_API_TOKEN, DERIV_APP_ID: missing or wrong")
    assert len(err.splitlines()) == 1
