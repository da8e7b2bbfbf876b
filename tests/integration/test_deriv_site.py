"""A site that says that it is down: nothing is bought, and trading goes on when it is up again."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from abutre.adapters.deriv.config import Generation
from abutre.domain.facts import Purchased, Refused
from abutre.domain.model import Direction, Order
from tests.scripted_deriv import ScriptedDeriv


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        yield server


@pytest.mark.parametrize("status", ["down", "updating"])
async def test_nothing_is_bought_while_the_site_is_down(server: ScriptedDeriv, status: str) -> None:
    order = Order(intent=1, direction=Direction.CALL, stake=100)
    site = {"msg_type": "website_status", "subscription": {"id": "w" * 32}}
    async with server.deriv(Generation.LEGACY) as deriv:
        notices = deriv.notices()
        await server.push({**site, "website_status": {"site_status": status}})
        assert "nothing is bought" in (await anext(notices)).message
        assert deriv.closed() is not None
        buying = asyncio.create_task(deriv.broker.buy(order))
        await deriv.broker.balance()
        assert server.count("proposal") == 0
        await server.push({**site, "website_status": {"site_status": "up"}})
        assert isinstance(await buying, Purchased)
        assert "up again" in (await anext(notices)).message
        assert deriv.closed() is None


async def test_a_site_that_stays_down_refuses_a_purchase(server: ScriptedDeriv) -> None:
    down = {"msg_type": "website_status", "website_status": {"site_status": "down"}}
    server.then("website_status", lambda _: [{**down, "subscription": {"id": "w" * 32}}])
    async with server.deriv(Generation.LEGACY) as deriv:
        answer = await deriv.broker.buy(Order(intent=1, direction=Direction.CALL, stake=100))
    assert isinstance(answer, Refused)
    assert not answer.fatal
    assert server.count("buy") == 0
