"""The simulator's REST calls and the one-time passwords that they mint."""

from collections.abc import AsyncIterator, Mapping
from time import monotonic
from typing import Any

import aiohttp
import pytest

from abutre.simulator.launch import APP_ID, READ_TOKEN
from abutre.simulator.site import OTP_SECONDS, Passwords
from tests.simulated import ACCOUNTS, HEADERS, MINUTE, Simulated, simulated


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def test_the_accounts_of_a_token_are_demo_and_real(deriv: Simulated) -> None:
    status, told = await deriv.rest("GET", ACCOUNTS)

    assert status == 200
    assert [(one["account_type"], one["status"]) for one in told["data"]] == [
        ("demo", "active"),
        ("real", "active"),
    ]
    assert told["meta"]["endpoint"] == ACCOUNTS


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ({"Deriv-App-ID": "1089"}, 401, "Authorization header is required."),
        (
            {"Authorization": HEADERS["Authorization"]},
            401,
            "Deriv-App-ID header is required for PAT tokens",
        ),
        ({**HEADERS, "Authorization": "Bearer nonsense"}, 401, "Invalid or expired token."),
        ({**HEADERS, "Deriv-App-ID": "1"}, 401, "The token was not made for this Deriv-App-ID."),
        ({**HEADERS, "Authorization": f"Bearer {READ_TOKEN}"}, 403, "The token lacks the scope trade."),
    ],
)
async def test_whoever_may_not_come_in_is_told_why(
    deriv: Simulated, headers: Mapping[str, str], status: int, message: str
) -> None:
    answered, told = await deriv.rest("GET", ACCOUNTS, headers=headers)

    assert answered == status
    assert told["errors"][0]["message"] == message
    assert told["errors"][0]["status"] == status


async def test_a_password_opens_one_socket(deriv: Simulated) -> None:
    url = await deriv.demo_url()
    demo = await deriv.connect(url)
    assert (await demo.ask(balance=1))["balance"]["balance"] == 10_000

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await deriv.connect(url)

    assert refused.value.status == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda url: url.replace("/ws/demo", "/ws/real"), 401),
        (lambda url: url.partition("?")[0], 400),
        (lambda url: url + "x", 401),
    ],
    ids=["another path", "no password", "another password"],
)
async def test_a_password_is_for_one_path(deriv: Simulated, change: Any, status: int) -> None:
    url = change(await deriv.demo_url())

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await deriv.connect(url)

    assert refused.value.status == status


def test_a_password_lasts_two_minutes() -> None:
    now = 0.0
    passwords = Passwords(lambda: now)
    in_time, too_late = passwords.mint("DOT1"), passwords.mint("DOT1")

    now = OTP_SECONDS - 0.1
    taken = passwords.take(in_time)
    now = OTP_SECONDS

    assert taken == "DOT1"
    assert passwords.take(too_late) is None


async def test_a_user_has_five_sockets_at_most(deriv: Simulated) -> None:
    sockets = [await deriv.demo() for _ in range(5)]

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await deriv.demo()

    assert refused.value.status == 429
    assert all([await socket.quiet() for socket in sockets])


async def test_a_demo_account_is_reset_and_a_real_one_is_not(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await demo.ask(buy="1", price=10, parameters={**MINUTE, "underlying_symbol": "R_100"})
    await demo.ask(balance=1, subscribe=1)
    _, listed = await deriv.rest("GET", ACCOUNTS)
    play, real = (one["account_id"] for one in listed["data"])

    status, told = await deriv.rest("POST", f"{ACCOUNTS}/{play}/reset-demo-balance")
    refused, _ = await deriv.rest("POST", f"{ACCOUNTS}/{real}/reset-demo-balance")
    unknown, _ = await deriv.rest("POST", f"{ACCOUNTS}/DOT1/otp")

    assert (status, told["data"]["balance"]) == (200, 10_000)
    assert refused == 403
    assert unknown == 404
    deriv.clock.advance(1)
    assert (await demo.next("balance"))["balance"]["balance"] == 10_000


async def test_an_account_that_is_there_already_is_shown_in_place_of_a_new_one(deriv: Simulated) -> None:
    body = {"currency": "USD", "group": "row", "account_type": "demo"}

    status, told = await deriv.rest("POST", ACCOUNTS, json=body)
    wrong, _ = await deriv.rest("POST", ACCOUNTS, json={**body, "currency": "DOGE"})

    assert (status, told["data"]["account_type"]) == (200, "demo")
    assert wrong == 400


async def test_a_missing_account_is_opened(deriv: Simulated) -> None:
    accounts = deriv.exchange.accounts
    accounts.get("VRTC90004583").scopes = ("account_manage",)
    headers = {"Authorization": f"Bearer {READ_TOKEN}", "Deriv-App-ID": str(APP_ID)}
    body = {"currency": "USD", "group": "row", "account_type": "real"}

    status, told = await deriv.rest("POST", ACCOUNTS, headers=headers, json=body)

    assert status == 201
    assert accounts.get(told["data"][0]["account_id"]).kind == "real"


async def test_the_sixty_first_call_of_a_minute_of_the_market_is_refused(deriv: Simulated) -> None:
    statuses = [(await deriv.rest("GET", ACCOUNTS))[0] for _ in range(61)]

    assert statuses == [200] * 60 + [429]
    deriv.clock.advance(60)
    assert (await deriv.rest("GET", ACCOUNTS))[0] == 200


async def test_health_needs_no_token(deriv: Simulated) -> None:
    assert await deriv.rest("GET", "/v1/health", headers={}) == (200, "ok")


@pytest.mark.parametrize(
    ("code", "status"),
    [("InternalServerError", 500), ("RateLimit", 429), ("Unauthorized", 401), ("X", 400)],
)
async def test_a_call_is_refused_once_as_a_fault_says(deriv: Simulated, code: str, status: int) -> None:
    await deriv.fault(fault="error", call="accounts", code=code)
    found, body = await deriv.rest("GET", ACCOUNTS)
    assert (found, body["errors"][0]["code"]) == (status, code)
    assert (await deriv.rest("GET", ACCOUNTS))[0] == 200


async def test_a_call_is_cut_off_or_late_as_a_fault_says(deriv: Simulated) -> None:
    await deriv.fault(fault="close", call="create")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await deriv.rest("POST", ACCOUNTS, json={})
    await deriv.fault(fault="delay", call="accounts", seconds=0.05)
    began = monotonic()
    assert (await deriv.rest("GET", ACCOUNTS))[0] == 200
    assert monotonic() - began >= 0.05
