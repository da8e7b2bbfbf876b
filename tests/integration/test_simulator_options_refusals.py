"""What the simulator's New API refuses, and how."""

from collections.abc import AsyncIterator

import pytest

from tests.simulated import RISE, RISE_R_100, Simulated, simulated


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"amount": 0.34}, "InvalidMinStake"),
        ({"barrier": "+0.1"}, "InvalidBarrier"),
    ],
)
async def test_terms_that_are_not_sold_are_refused_with_their_reason(
    deriv: Simulated, terms: dict[str, object], reason: str
) -> None:
    public = await deriv.public()

    refused = await public.ask(proposal=1, **{**RISE_R_100, **terms})

    assert refused["error"]["subcode"] == reason


async def test_a_purchase_without_money_changes_nothing(deriv: Simulated) -> None:
    demo = await deriv.demo()
    terms = {**RISE, "amount": 9_000, "duration": 1, "duration_unit": "m", "underlying_symbol": "R_100"}
    await demo.ask(buy="1", price=9_000, parameters=terms)

    refused = await demo.ask(buy="1", price=9_000, parameters=terms)

    assert refused["error"]["code"] == "InsufficientBalance"
    assert (await demo.ask(balance=1))["balance"]["balance"] == 1_000


@pytest.mark.parametrize(
    ("request_", "code", "msg_type"),
    [
        ({"website_status": 1}, "UnrecognisedRequest", "error"),
        ({"contracts_list": 1}, "UnrecognisedRequest", "error"),
        ({"contracts_for": "R_100", "currency": "USD"}, "InputValidationFailed", "contracts_for"),
        ({"ticks": "R_100", "subscribe": 0}, "InputValidationFailed", "ticks"),
        ({"ticks": "R_1"}, "InvalidSymbol", "ticks"),
        ({"time": True}, "InputValidationFailed", "time"),
    ],
)
async def test_a_request_that_no_schema_allows_is_refused(
    deriv: Simulated, request_: dict[str, object], code: str, msg_type: str
) -> None:
    public = await deriv.public()

    refused = await public.ask(**request_)

    assert refused["error"]["code"] == code
    assert refused["msg_type"] == msg_type
    assert refused["echo_req"] == {**request_, "req_id": refused["req_id"]}


@pytest.mark.parametrize("frame", ["not JSON", "[1, 2]", "17"])
async def test_what_is_no_object_is_answered_without_an_echo(deriv: Simulated, frame: str) -> None:
    public = await deriv.public()

    await public.say(frame)

    refused = await public.next("error")
    assert refused["error"]["code"] == "BadRequest"
    assert refused["echo_req"] == {}


async def test_a_budget_that_is_spent_refuses_until_the_minute_is_over(deriv: Simulated) -> None:
    demo = await deriv.demo()
    for _ in range(30):
        assert "error" not in await demo.ask(portfolio=1)

    spent = await demo.ask(profit_table=1)
    elsewhere = await (await deriv.demo()).ask(portfolio=1)
    other_row = await demo.ask(balance=1)
    deriv.clock.advance(61)
    later = await demo.ask(portfolio=1)

    assert spent["error"] == {
        "code": "RateLimit",
        "message": "You have reached the rate limit for profit_table.",
    }
    assert elsewhere["error"]["code"] == "RateLimit"
    assert "error" not in other_row
    assert "error" not in later


async def test_a_connection_has_a_hundred_streams_at_most(deriv: Simulated) -> None:
    demo = await deriv.demo()
    granularities = [60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400]
    symbols = ["R_10", "R_25", "R_50", "R_75", "R_100", "1HZ10V", "1HZ25V", "1HZ50V", "1HZ75V", "1HZ100V"]
    for symbol in symbols:
        for granularity in granularities:
            told = await demo.ask(
                ticks_history=symbol,
                style="candles",
                granularity=granularity,
                start=1_799_999_000,
                end="latest",
                count=1,
                subscribe=1,
            )
            assert "error" not in told

    assert (await demo.ask(ticks="R_100", subscribe=1))["error"]["code"] == "RateLimit"


async def test_the_public_socket_quotes_but_does_not_sell(deriv: Simulated) -> None:
    public = await deriv.public()
    quoted = await public.ask(proposal=1, **RISE_R_100)

    refused = await public.ask(buy=quoted["proposal"]["id"], price=10)

    assert refused["error"]["code"] == "AuthorizationRequired"
