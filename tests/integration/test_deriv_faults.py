"""Purchases through the simulator's faults: no contract twice, none forgotten, the balance to the cent."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from abutre.adapters.deriv.broker import DerivBroker
from abutre.adapters.deriv.config import Generation
from abutre.domain.errors import UserError
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled, Transferred
from abutre.domain.model import Direction, Order
from abutre.simulator.clock import SimulatorClock
from abutre.simulator.faults import Fault
from abutre.simulator.ledger import ProfitFilter
from abutre.simulator.server import Endpoints
from tests.deriv_bench import START, pointed_at, served

FAULTS: dict[str, dict[str, Any]] = {
    "buy executes, reply lost": {"fault": "lost_buy", "lost": "a"},
    "buy executes, socket dies": {"fault": "lost_buy", "lost": "b"},
    "buy does not execute, socket dies": {"fault": "lost_buy", "lost": "c"},
    "buy executes, reply is Timeout": {"fault": "lost_buy", "lost": "d"},
    "buy executes, reply is late": {"fault": "lost_buy", "lost": "e", "seconds": 1.5},
    "socket dies at the quote": {"fault": "close", "call": "proposal"},
    "socket dies with the contract open": {"fault": "close", "phase": "B", "close_code": 1012},
    "socket dies at expiry": {"fault": "close", "phase": "C"},
    "socket dies at settlement": {"fault": "close", "phase": "D"},
    "half-open with the contract open": {"fault": "half_open", "phase": "B"},
    "not JSON at settlement": {"fault": "text", "phase": "D"},
    "binary at purchase": {"fault": "binary", "phase": "A"},
    "contract stream lost": {"fault": "drop", "call": "proposal_open_contract"},
    "reply twice": {"fault": "duplicate", "call": "buy"},
    "rate limit": {"fault": "error", "call": "buy", "code": "RateLimit"},
    "quote fails": {"fault": "error", "call": "proposal", "code": "WrongResponse"},
    "price moves": {"fault": "price_moved", "call": "proposal"},
    "refund": {"fault": "refund", "phase": "B"},
    "another app buys": {"fault": "buy_elsewhere", "phase": "B"},
}
OURS = 1089


Update = Settled | Purchased | Refused | Transferred


async def of_orders(updates: AsyncGenerator[Update, None]) -> Settled | Purchased | Refused:
    """The next update that is about an order."""
    while isinstance(update := await anext(updates), Transferred):
        pass
    return update


async def traded(broker: DerivBroker, order: Order) -> tuple[Purchased | None, Settled | None]:
    """What became of an order in the end: a contract and its settlement, or nothing."""
    answer = await broker.buy(order)
    updates = broker.updates()
    try:
        while True:
            match answer:
                case Refused():
                    assert not answer.fatal
                    return None, None
                case Purchased():
                    settled = await of_orders(updates)
                    assert isinstance(settled, Settled)
                    return answer, settled
                case OutcomeUnknown():
                    told = await of_orders(updates)
                    assert not isinstance(told, Settled)
                    answer = told
    finally:
        await updates.aclose()


@pytest.mark.parametrize("api", list(Generation))
@pytest.mark.parametrize("name", list(FAULTS))
async def test_no_contract_is_bought_twice_and_none_is_forgotten(api: Generation, name: str) -> None:
    clock = SimulatorClock(240, START)
    fault = Fault.model_validate({**FAULTS[name], "socket": "trading"})
    async with (
        served(clock, faults=[fault]) as (exchange, endpoints),
        pointed_at(endpoints, api, hurry=20) as deriv,
    ):
        balance = await deriv.broker.balance()
        known = []
        for intent in (1, 2):
            order = Order(intent=intent, direction=Direction.CALL, stake=100)
            purchased, settled = await traded(deriv.broker, order)
            if purchased is not None and settled is not None:
                known.append(purchased.contract_id)
                balance += settled.payout - purchased.stake
        account = exchange.accounts.all()[0]
        assert not [contract for contract in exchange.portfolio(account) if contract.app_id == OURS]
        closed = exchange.profit_table(account, ProfitFilter(ascending=True))
        ours = [contract for contract in closed if contract.app_id == OURS]
        assert [contract.contract_id for contract in ours] == known
        assert known
        paid_back = sum(contract.sell_price or 0 for contract in ours)
        assert balance == 100 * (10_000 - sum(contract.buy_price for contract in ours) + paid_back)


AT_START: list[dict[str, Any]] = [
    {"fault": "drop"},
    {"fault": "delay", "seconds": 0.05},
    {"fault": "close"},
    {"fault": "error", "code": "WrongResponse"},
    {"fault": "error", "code": "RateLimit"},
    {"fault": "error", "code": "InvalidToken"},
]
CALLS = {
    Generation.OPTIONS: ("accounts", "otp", "contracts_for", "time", "balance", "transaction", "statement"),
    Generation.LEGACY: ("website_status", "authorize", "contracts_for", "time", "transaction", "statement"),
}


@pytest.mark.parametrize(("api", "call"), [(api, call) for api, calls in CALLS.items() for call in calls])
async def test_a_start_that_is_disturbed_works_or_says_why_and_a_later_one_works(
    api: Generation, call: str
) -> None:
    async with served(SimulatorClock(240, START)) as (_, endpoints):
        for kind in AT_START:
            await strike(endpoints, {**kind, "call": call})
            try:
                async with pointed_at(endpoints, api, hurry=200) as deriv:
                    await deriv.broker.balance()
            except UserError as error:
                assert str(error)  # noqa: PT017 (it may also work)
        await strike(endpoints, None)
        async with pointed_at(endpoints, api, hurry=200) as deriv:
            assert await deriv.broker.balance() == 1_000_000


async def strike(endpoints: Endpoints, fault: dict[str, Any] | None) -> None:
    """Let a fault wait; None forgets those that wait."""
    async with aiohttp.ClientSession() as session:
        method = "DELETE" if fault is None else "POST"
        async with session.request(method, endpoints.control_url, json=fault) as answer:
            assert answer.status < 300
