"""Money that others move on the account: told to the cent, once, and never taken for our own purchases."""

import json
from collections.abc import AsyncGenerator

import pytest

from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.domain.facts import OutcomeUnknown, Purchased, Settled, Transferred
from tests.deriv_answers import (
    CONTRACT,
    HAPPY,
    NOW,
    ORDER,
    Frame,
    booked,
    cut,
    listed,
    moved,
    poc,
    row,
    silence,
)
from tests.scripted_deriv import ScriptedDeriv

LAST = moved(900, 0.03, 10_000.03)
"""A deposit that is told when everything before it has been."""


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        yield server


@pytest.fixture(params=list(Generation))
async def deriv(server: ScriptedDeriv, request: pytest.FixtureRequest) -> AsyncGenerator[Deriv, None]:
    async with server.deriv(request.param) as deriv:
        await deriv.broker.balance()
        yield deriv


async def told(deriv: Deriv, server: ScriptedDeriv, last: Frame = LAST) -> list[object]:
    """Everything the broker tells up to a last deposit of 0.03; contracts have had their time before."""
    updates = deriv.broker.updates()
    found: list[object] = []
    await server.push(last)
    async for update in updates:
        if update == Transferred(amount=3, epoch=NOW):
            await updates.aclose()
            return found
        found.append(update)
    raise AssertionError("no last deposit")


async def test_deposits_and_withdrawals_are_told_to_the_cent(server: ScriptedDeriv, deriv: Deriv) -> None:
    await server.push(moved(1, 250.07, 10_250.07))
    await server.push(moved(2, -100.01, 10_150.06))
    await server.push(moved(2, -100.01, 10_150.06))
    assert await told(deriv, server) == [
        Transferred(amount=25_007, epoch=NOW),
        Transferred(amount=-10_001, epoch=NOW),
    ]


async def test_contracts_of_others_are_transfers_and_so_are_their_settlements(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    for frame in (moved(1, -5, 9_995, 77), moved(2, 9.62, 10_004.62, 77), moved(3, 0, 10_004.62, 78)):
        await server.push(frame)
    updates = deriv.broker.updates()
    assert [await anext(updates), await anext(updates)] == [
        Transferred(amount=-500, epoch=NOW),
        Transferred(amount=962, epoch=NOW),
    ]
    await updates.aclose()
    assert await told(deriv, server) == []


async def test_our_own_contract_is_no_transfer_though_its_transaction_comes_first(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    first = json.dumps(moved(1, -1, 9_999, CONTRACT))
    server.then("buy", lambda request: [first, *(HAPPY["buy"](request) or ())])
    assert isinstance(await deriv.broker.buy(ORDER), Purchased)
    server.then("proposal_open_contract", lambda _: [poc(sold=True)])
    await server.push(moved(2, 1.92, 10_000.92, CONTRACT))
    assert [type(update) for update in await told_after_the_pause(deriv, server)] == [Settled]


async def test_a_contract_is_nobodys_while_a_purchase_is_unknown(server: ScriptedDeriv, deriv: Deriv) -> None:
    server.then("buy", silence)
    assert isinstance(await deriv.broker.buy(ORDER), OutcomeUnknown)
    nothing = listed("portfolio")
    server.then("portfolio", nothing, nothing, nothing, listed("portfolio", row()))
    await server.push(moved(2, -1, 9_998, 5))
    updates = deriv.broker.updates()
    assert isinstance(await anext(updates), Purchased)
    await server.push(moved(1, -1, 9_999, CONTRACT))
    assert await anext(updates) == Transferred(amount=-100, epoch=NOW)
    await updates.aclose()
    assert await told_after_the_pause(deriv, server) == []


async def test_what_moved_while_the_connection_was_down_is_read_from_the_statement(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    await server.push(moved(1, 10, 10_010))
    missed = [moved(3, -4.5, 10_007.51, 78), moved(2, 2.01, 10_012.01)]
    server.then("statement", listed("statement", *map(booked, [*missed, moved(1, 10, 10_010)])))
    server.cut()
    updates = deriv.broker.updates()
    found = [await anext(updates) for _ in range(3)]
    await updates.aclose()
    assert [one.amount for one in found if isinstance(one, Transferred)] == [1_000, 201, -450]
    assert await told(deriv, server, moved(900, 0.03, 10_007.54)) == []


async def test_a_transaction_that_was_never_streamed_shows_in_the_balance_of_the_next(
    server: ScriptedDeriv, deriv: Deriv
) -> None:
    await server.push(moved(1, 10, 10_010))
    lost, seen = moved(2, 5, 10_015), moved(3, 1, 10_016)
    server.then("statement", listed("statement", booked(seen), booked(lost)))
    await server.push(seen)
    updates = deriv.broker.updates()
    found = [await anext(updates) for _ in range(3)]
    await updates.aclose()
    assert [one.amount for one in found if isinstance(one, Transferred)] == [1_000, 100, 500]


@pytest.mark.parametrize("api", list(Generation))
async def test_what_the_first_balance_holds_is_not_told_again(server: ScriptedDeriv, api: Generation) -> None:
    old = moved(1, 10, 10_000)
    server.then("statement", cut, listed("statement", booked(old)))
    async with server.deriv(api) as deriv:
        await server.push(old)
        assert await deriv.broker.balance() == 1_000_000
        await server.push(old)
        server.cut()
        assert await deriv.broker.balance() == 1_000_000
        assert await told(deriv, server) == []


async def told_after_the_pause(deriv: Deriv, server: ScriptedDeriv) -> list[object]:
    """As `told`, when a contract of nobody that came now has been told as well."""
    updates = deriv.broker.updates()
    await server.push(moved(800, -0.02, 1, 99))
    found: list[object] = []
    async for update in updates:
        if update == Transferred(amount=-2, epoch=NOW):
            await updates.aclose()
            return found
        found.append(update)
    raise AssertionError("no last contract")
