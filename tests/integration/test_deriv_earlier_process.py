"""Purchases of an earlier process: confirmed ones are taken up, unknown ones are looked for."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.domain.facts import Refused
from tests.deriv_answers import BOUGHT, CONTRACT, LOST, NOW, ORDER, listed, poc, row
from tests.scripted_deriv import ScriptedDeriv


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        yield server


@pytest.fixture(params=list(Generation))
async def deriv(server: ScriptedDeriv, request: pytest.FixtureRequest) -> AsyncGenerator[Deriv, None]:
    async with server.deriv(request.param) as deriv:
        yield deriv


async def test_a_confirmed_contract_of_an_earlier_process_is_taken_up(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("proposal_open_contract", lambda _: [poc(sold=False)], lambda _: [poc(sold=True)])
    assert await deriv.broker.resolve(ORDER, CONTRACT) == BOUGHT
    assert await anext(deriv.broker.updates()) == LOST
    assert server.count("buy") == 0


async def test_a_contract_that_ended_between_two_processes_is_settled_at_once(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("proposal_open_contract", lambda _: [poc(sold=True)])
    assert await deriv.broker.resolve(ORDER, CONTRACT) == LOST


async def test_what_earlier_processes_bought_is_not_taken_for_the_unknown_purchase(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("statement", listed("statement", row(1, at=NOW - 30), row(2, at=NOW - 90), row()))
    deriv.broker.remember([1], since=NOW - 60)
    assert await deriv.broker.resolve(ORDER, None) == BOUGHT
    assert server.count("buy") == 0


async def test_an_unconfirmed_purchase_of_an_earlier_process_that_is_nowhere_did_not_happen(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    deriv.broker.remember([], since=NOW - 60)
    assert isinstance(await deriv.broker.resolve(ORDER, None), Refused)
    assert server.count("buy") == 0


async def test_a_purchase_from_before_the_brokers_clock_was_put_right_is_found(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    server.then("statement", listed("statement", row(at=NOW - 2)))
    deriv.broker.remember([], since=NOW + 60)
    assert await deriv.broker.resolve(ORDER, None) == replace(BOUGHT, epoch=NOW - 2)
    assert server.count("buy") == 0
