"""What only the legacy socket of the simulator does: authorize, several accounts, the site's status."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from abutre.simulator.launch import READ_TOKEN, REAL_TOKEN, TOKEN
from tests.simulated import MINUTE, Simulated, simulated

RISE_R_100 = {**MINUTE, "symbol": "R_100"}


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def test_a_token_opens_its_accounts_and_is_never_echoed(deriv: Simulated) -> None:
    socket = await deriv.legacy(token=None)

    told = await socket.ask(authorize=TOKEN)

    assert told["authorize"]["is_virtual"] == 1
    assert told["authorize"]["balance"] == 10_000
    assert [one["is_virtual"] for one in told["authorize"]["account_list"]] == [1, 0]
    assert told["echo_req"]["authorize"] == "<not shown>"
    assert TOKEN not in str(socket.received)


async def test_a_bad_token_opens_nothing(deriv: Simulated) -> None:
    socket = await deriv.legacy(token=None)

    refused = await socket.ask(authorize="nonsense")

    assert refused["error"]["code"] == "InvalidToken"
    assert (await socket.ask(balance=1))["error"]["code"] == "AuthorizationRequired"


async def test_a_token_without_the_trade_scope_looks_but_does_not_buy(deriv: Simulated) -> None:
    socket = await deriv.legacy(READ_TOKEN)

    refused = await socket.ask(buy="1", price=10, parameters=RISE_R_100)

    assert refused["error"] == {
        "code": "PermissionDenied",
        "message": "Permission denied, requires trade scope(s).",
    }
    assert (await socket.ask(balance=1))["balance"]["balance"] == 10_000


async def test_a_login_id_chooses_among_the_accounts_of_the_token(deriv: Simulated) -> None:
    socket = await deriv.legacy()
    real = (await socket.ask(authorize=TOKEN))["authorize"]["account_list"][1]["loginid"]

    await socket.ask(buy="1", price=10, parameters=RISE_R_100, loginid=real)
    everything = (await socket.ask(balance=1, account="all"))["balance"]

    assert (await socket.ask(balance=1, loginid=real))["balance"]["balance"] == 990
    assert everything["total"]["deriv"]["amount"] == 990
    assert everything["total"]["deriv_demo"]["amount"] == 10_000
    assert (await socket.ask(balance=1, loginid="CR1"))["error"]["code"] == "PermissionDenied"


async def test_the_real_token_opens_a_real_account(deriv: Simulated) -> None:
    socket = await deriv.legacy(token=None)

    assert (await socket.ask(authorize=REAL_TOKEN))["authorize"]["is_virtual"] == 0


async def test_logging_out_ends_the_streams_of_the_account(deriv: Simulated) -> None:
    socket = await deriv.legacy()
    await socket.ask(balance=1, subscribe=1)
    await socket.ask(buy="1", price=10, parameters=RISE_R_100, subscribe=1)
    await socket.ask(logout=1)
    for msg_type in ("balance", "proposal_open_contract"):
        socket.unread(msg_type)

    deriv.clock.advance(70)

    assert await socket.quiet()
    assert (await socket.ask(portfolio=1))["error"]["code"] == "AuthorizationRequired"


async def test_an_open_contract_shows_numbers_and_the_old_names(deriv: Simulated) -> None:
    socket = await deriv.legacy()
    contract_id = (await socket.ask(buy="1", price=10, parameters=RISE_R_100))["buy"]["contract_id"]
    deriv.clock.advance(70)

    told = (await socket.ask(proposal_open_contract=1, contract_id=contract_id))["proposal_open_contract"]

    assert told["entry_tick"] == told["entry_spot"] == float(told["entry_tick_display_value"])
    assert told["exit_tick_time"] == told["date_expiry"]
    assert told["underlying"] == "R_100"
    assert told["profit"] in {9.24, -10}
    marked = [row for row in told["audit_details"]["contract_end"] if "flag" in row]
    assert [row["name"] for row in marked] == ["End Time and Exit Spot"]


async def test_a_demo_account_is_filled_up_once_it_has_lost_something(deriv: Simulated) -> None:
    socket = await deriv.legacy()
    assert (await socket.ask(topup_virtual=1))["error"]["code"] == "TopupVirtualError"
    await socket.ask(buy="1", price=10, parameters=RISE_R_100)

    filled = await socket.ask(topup_virtual=1)

    assert filled["topup_virtual"] == {"amount": 10, "currency": "USD"}
    assert (await socket.ask(balance=1))["balance"]["balance"] == 10_000


async def test_five_streams_of_proposals_are_the_most(deriv: Simulated) -> None:
    socket = await deriv.legacy()
    for amount in range(1, 6):
        assert "error" not in await socket.ask(
            proposal=1, **{**RISE_R_100, "amount": amount, "symbol": "1HZ100V"}, subscribe=1
        )

    sixth = await socket.ask(proposal=1, **{**RISE_R_100, "amount": 6, "symbol": "1HZ100V"}, subscribe=1)

    assert sixth["error"]["code"] == "RateLimit"


async def test_the_budgets_that_the_site_tells_are_the_ones_it_keeps(deriv: Simulated) -> None:
    socket = await deriv.legacy()
    limits = (await socket.ask(website_status=1))["website_status"]["api_call_limits"]

    for _ in range(limits["max_requests_outcome"]["minutely"]):
        assert "error" not in await socket.ask(statement=1)

    assert (await socket.ask(portfolio=1))["error"]["code"] == "RateLimit"


async def test_a_socket_without_an_app_id_is_refused(deriv: Simulated) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await deriv.connect(deriv.endpoints.legacy_url)

    assert refused.value.status == 401
