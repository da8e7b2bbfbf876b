"""`abutre serve --live` against a Deriv on this machine: what has to be there, and what it then trades."""

import asyncio
import os
import pty
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.simulator.launch import REAL_TOKEN, TOKEN, Launched, Wishes, exports, launch
from abutre.simulator.ledger import StatementFilter
from tests.bot_process import PATIENCE, abutre, bot, refused
from tests.tokens import SECRET, token
from tests.web_client import listening

REAL = {"options": 1, "legacy": 2}
"""Place of the account that each generation trades."""
SETTINGS = ("delay_threshold=2", "max_level=2", "initial_stake=1")
WORST = "3.00"
"""1 and 2."""

OPTIONS = pytest.mark.parametrize("api", ["options"], indirect=True)


@pytest.fixture
async def deriv() -> AsyncIterator[Launched]:
    launched = await launch(Wishes(speed=120, seed=7))
    yield launched
    await launched.simulator.stop()


@pytest.fixture(params=["options", "legacy"])
def api(request: pytest.FixtureRequest, deriv: Launched, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in exports(deriv.endpoints)[request.param].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DERIV_API_TOKEN", TOKEN if request.param == "options" else REAL_TOKEN)
    monkeypatch.setenv("ABUTRE_ALLOW_REAL_MONEY", "yes")
    monkeypatch.setenv("ABUTRE_AUTH_SECRET", SECRET)
    return str(request.param)


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    code, _, err = await abutre("settings", "set", *SETTINGS, "--data-dir", str(tmp_path))
    assert code == 0, err
    return tmp_path


def bought(deriv: Launched) -> list[int]:
    """How many contracts each account has bought."""
    everything = StatementFilter(limit=10_000, action="buy")
    return [len(deriv.exchange.statement(one, everything)) for one in deriv.exchange.accounts.all()]


def balance(deriv: Launched, api: str) -> float:
    return float(deriv.exchange.accounts.all()[REAL[api]].balance)


async def test_the_real_account_is_traded_and_no_client_can_raise_what_was_confirmed(
    api: str, deriv: Launched, data: Path
) -> None:
    live = ("--live", "--confirm-max-loss", WORST)
    async with bot(data, *live) as running:
        async with listening(running.url, auth={"token": token().token}) as client:
            snapshot = (await client.named("state_snapshot")).payload
            refused = await client.client.call("update_settings", {"max_level": 3, "auto_trading": True})
            harmless = await client.client.call("update_settings", {"delay_threshold": 3})
            await client.client.call("update_settings", {"delay_threshold": 2})
            await client.named("trade_closed")
        running.signal()
        code, err = await running.ended()
    assert code == 0, err
    assert running.greeting[1].startswith("REAL account of 1,000.00 USD; V100 from Deriv")
    assert snapshot["account"] == {"mode": "REAL", "currency": "USD"}
    assert not refused["ok"]
    assert list(refused["errors"]) == ["max_level"]
    assert "--confirm-max-loss 7.00" in refused["errors"]["max_level"]
    assert harmless["ok"]
    assert [place for place, count in enumerate(bought(deriv)) if count] == [REAL[api]]

    async with bot(data, *live) as running, listening(running.url, auth={"token": token().token}) as client:
        snapshot = (await client.named("state_snapshot")).payload
    assert "where it was left" in running.greeting[1]
    assert snapshot["balance"]["balance"] == balance(deriv, api)


@OPTIONS
@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("amount", [None, "3.01", "2.99"])
async def test_another_amount_than_the_worst_loss_is_refused(
    deriv: Launched, data: Path, amount: str | None
) -> None:
    code, out, err = await refused(
        data, "--live", *(() if amount is None else ("--confirm-max-loss", amount))
    )
    assert (code, out) == (2, "")
    assert "can lose 3.00 USD" in err
    assert "--confirm-max-loss 3.00" in err
    assert "Traceback" not in err
    assert not any(bought(deriv))


@OPTIONS
@pytest.mark.usefixtures("api")
async def test_the_worst_loss_follows_the_quote_where_stakes_do(deriv: Launched, data: Path) -> None:
    await abutre("settings", "set", "stake_policy=recover", "--data-dir", str(data))
    _, _, err = await refused(data, "--live", "--confirm-max-loss", WORST)
    assert "can lose 3.08 USD" in err
    assert not any(bought(deriv))


@OPTIONS
@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("word", [None, "YES", "true", "1"])
async def test_a_host_that_does_not_say_yes_trades_no_real_money(
    deriv: Launched, data: Path, word: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ABUTRE_ALLOW_REAL_MONEY")
    if word is not None:
        monkeypatch.setenv("ABUTRE_ALLOW_REAL_MONEY", word)
    code, out, err = await refused(data, "--live", "--confirm-max-loss", WORST)
    assert (code, out) == (2, "")
    assert "ABUTRE_ALLOW_REAL_MONEY" in err
    assert "yes" in err
    assert not any(bought(deriv))


async def test_a_token_of_play_money_is_refused(
    api: str, deriv: Launched, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deriv.exchange.accounts.all()[REAL["options"]].token = "another"  # noqa: S105 (it is none)
    monkeypatch.setenv("DERIV_API_TOKEN", TOKEN)
    code, out, err = await refused(data, "--live", "--confirm-max-loss", WORST)
    assert (code, out) == (2, "")
    assert ("no active real account" if api == "options" else "belongs to a demo account") in err
    assert not any(bought(deriv))


async def test_a_token_of_real_money_is_refused_for_the_demo_account(
    api: str, deriv: Launched, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DERIV_API_TOKEN", REAL_TOKEN)
    code, _, err = await refused(data, "--demo")
    assert code == 2
    assert ("no active demo account" if api == "options" else "belongs to a real account") in err
    assert not any(bought(deriv))


@OPTIONS
@pytest.mark.usefixtures("api")
@pytest.mark.parametrize(("line", "taken"), [("3.00\n", True), ("yes\n", False), ("\n", False)])
async def test_the_amount_may_be_typed_on_the_terminal(data: Path, line: str, taken: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    terminal, its = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "abutre", "serve", "--live", "--port", "0", "--data-dir", str(data)),
        stdin=its,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    os.close(its)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            prompt = await process.stderr.readuntil(b"Type that amount to trade: ")
            assert b"One sequence can lose 3.00 USD" in prompt
            os.write(terminal, line.encode())
            greeting = await process.stdout.readline()
        assert greeting.startswith(b"Abutre is running") == taken
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
        os.close(terminal)
