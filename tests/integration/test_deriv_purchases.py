"""One purchase, one answer: bought, refused for certain, or looked for until it is known."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.domain.errors import LateOrderError
from abutre.domain.events import AlertLevel
from abutre.domain.facts import OutcomeUnknown, Refused
from tests.deriv_answers import (
    BOUGHT,
    CONTRACT,
    HAPPY,
    LOST,
    NOW,
    ORDER,
    Answer,
    cut,
    error,
    listed,
    moved,
    poc,
    row,
    silence,
)
from tests.scripted_deriv import ScriptedDeriv


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        yield server


@pytest.fixture(params=list(Generation))
async def deriv(server: ScriptedDeriv, request: pytest.FixtureRequest) -> AsyncGenerator[Deriv, None]:
    async with server.deriv(request.param) as deriv:
        yield deriv


def late_answer(_: dict[str, Any]) -> list[Any]:
    return [{"msg_type": "buy", "buy": {"no": "contract"}}]


async def test_a_quote_is_bought_for_the_stake_at_most(server: ScriptedDeriv, deriv: Deriv) -> None:
    assert await deriv.broker.buy(ORDER) == BOUGHT
    bought = next(request for request in server.asked if "buy" in request)
    assert (bought["buy"], bought["price"]) == ("p" * 32, 1)
    assert "parameters" not in bought


async def test_an_intent_is_bought_once(server: ScriptedDeriv, deriv: Deriv) -> None:
    assert await deriv.broker.buy(ORDER) == await deriv.broker.buy(ORDER)
    assert server.count("buy") == 1


async def test_a_quote_above_the_stake_is_not_bought(server: ScriptedDeriv, deriv: Deriv) -> None:
    quote = {"id": "p" * 32, "ask_price": 1.01, "payout": 1.92, "date_start": NOW}
    server.then("proposal", lambda _: [{"msg_type": "proposal", "proposal": quote}])
    answer = await deriv.broker.buy(ORDER)
    assert isinstance(answer, Refused)
    assert server.count("buy") == 0


async def test_a_quote_from_before_a_freeze_is_not_bought(server: ScriptedDeriv, deriv: Deriv) -> None:
    def frozen(request: dict[str, Any]) -> Any:
        server.clock.frozen += 60
        return HAPPY["proposal"](request)

    server.then("proposal", frozen, HAPPY["proposal"])
    assert await deriv.broker.buy(ORDER) == BOUGHT
    assert server.count("proposal") == 2


async def test_an_order_whose_time_is_over_by_the_quote_is_not_sent(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    with pytest.raises(LateOrderError) as late:
        await deriv.broker.buy(replace(ORDER, send_by=NOW - 1))
    assert late.value.epoch == NOW
    assert server.count("buy") == 0
    assert await deriv.broker.buy(replace(ORDER, send_by=NOW)) == BOUGHT
    assert server.count("buy") == 1


@pytest.mark.parametrize("call", ["proposal", "buy"])
@pytest.mark.parametrize(
    ("code", "fatal"), [("InsufficientBalance", False), ("RateLimit", False), ("TradingDisabled", True)]
)
async def test_a_refusal_is_final(
    server: ScriptedDeriv,
    deriv: Deriv,
    call: str,
    code: str,
    fatal: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    server.then(call, error(code))
    answer = await deriv.broker.buy(ORDER)
    assert isinstance(answer, Refused)
    assert (answer.intent, answer.fatal) == (7, fatal)
    assert code in answer.reason
    assert server.count(call) == 1


async def test_a_moved_price_is_quoted_anew_and_not_for_ever(server: ScriptedDeriv, deriv: Deriv) -> None:
    server.then("buy", error("ContractBuyValidationError", "PriceMoved"))
    assert isinstance(await deriv.broker.buy(ORDER), Refused)
    assert (server.count("proposal"), server.count("buy")) == (3, 3)


@pytest.mark.parametrize(
    "answer", [silence, cut, late_answer, error("WrongResponse"), error("BrandNew")], ids=range(5)
)
async def test_a_purchase_that_happened_without_an_answer_is_found(
    server: ScriptedDeriv, deriv: Deriv, answer: Answer
) -> None:
    server.then("buy", answer)
    server.then("portfolio", listed("portfolio", row(5, kind="PUT"), row(6, price=2), row()))
    unknown = await deriv.broker.buy(ORDER)
    assert isinstance(unknown, OutcomeUnknown)
    assert await anext(deriv.broker.updates()) == BOUGHT
    assert server.count("buy") == 1
    assert await deriv.broker.buy(ORDER) == BOUGHT


@pytest.mark.parametrize("where", ["statement", "profit_table"])
async def test_a_purchase_that_ended_while_nobody_looked_is_found_and_settled(
    server: ScriptedDeriv, deriv: Deriv, where: str
) -> None:
    server.then("buy", cut)
    server.then(where, listed(where, row(4, at=NOW - 600), row()))
    server.then("proposal_open_contract", lambda _: [poc(sold=True)])
    await deriv.broker.buy(ORDER)
    updates = deriv.broker.updates()
    assert [await anext(updates), await anext(updates)] == [BOUGHT, LOST]


async def test_a_purchase_that_only_the_transactions_tell_of_is_found(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("buy", silence)
    await server.push(moved(1, -1, 9_999, CONTRACT))
    assert isinstance(await deriv.broker.buy(ORDER), OutcomeUnknown)
    assert await anext(deriv.broker.updates()) == BOUGHT


async def test_a_purchase_that_never_happened_is_refused_after_the_grace_and_two_looks(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("buy", cut)
    assert isinstance(await deriv.broker.buy(ORDER), OutcomeUnknown)
    refused = await anext(deriv.broker.updates())
    assert isinstance(refused, Refused)
    assert not refused.fatal
    assert server.count("portfolio") >= 5
    assert server.count("buy") == 1


async def test_a_purchase_that_shows_late_is_found_within_the_grace(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    nothing = listed("statement")
    server.then("buy", cut)
    server.then("statement", nothing, nothing, nothing, listed("statement", row()))
    await deriv.broker.buy(ORDER)
    assert await anext(deriv.broker.updates()) == BOUGHT


async def test_several_contracts_that_may_be_the_purchase_freeze_it(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("buy", silence)
    server.then("portfolio", listed("portfolio", row(1), row(2)))
    assert isinstance(await deriv.broker.buy(ORDER), OutcomeUnknown)
    notice = await anext(deriv.notices())
    assert (notice.level, notice.message[:11]) == (AlertLevel.ERROR, "2 contracts")
    assert isinstance(await deriv.broker.resolve(ORDER, None), OutcomeUnknown)


async def test_a_contract_is_settled_when_it_is_sold_and_not_before(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    await deriv.broker.buy(ORDER)
    server.then("proposal_open_contract", lambda _: [poc(sold=False, is_expired=1, profit="0.92")])
    while server.count("proposal_open_contract") == 0:
        await deriv.broker.balance()
    await server.push(poc(sold=False, is_expired=1, is_settleable=1, profit="0.92"))
    await server.push(poc(sold=True))
    assert await anext(deriv.broker.updates()) == LOST
    assert await deriv.broker.resolve(ORDER, CONTRACT) == LOST


async def test_a_contract_that_ended_while_the_connection_was_down_is_settled(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    await deriv.broker.buy(ORDER)
    server.then("proposal_open_contract", lambda _: [poc(sold=True)])
    server.cut()
    assert await anext(deriv.broker.updates()) == LOST


async def test_a_contract_that_is_shown_no_longer_is_found_among_those_that_ended(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("proposal_open_contract", error("ContractNotFound"))
    server.then("profit_table", listed("profit_table", row(5), row()))
    await deriv.broker.buy(ORDER)
    assert await anext(deriv.broker.updates()) == LOST


async def test_contracts_of_others_are_nobodys_business(server: ScriptedDeriv, deriv: Deriv) -> None:
    await deriv.broker.buy(ORDER)
    await server.push(moved(1, -1, 9_999, 5))
    await server.push(moved(2, 1.92, 10_000.92, 5))
    server.then("proposal_open_contract", lambda _: [poc(sold=True)])
    server.cut()
    assert await anext(deriv.broker.updates()) == LOST


async def test_the_quote_is_live_and_names_the_limits(deriv: Deriv) -> None:
    quote = await deriv.broker.quote()
    assert (quote.payout_rate_ppm, quote.min_stake, quote.assumed) == (924_000, 35, False)
    assert quote.max_stake == 2_598_752
