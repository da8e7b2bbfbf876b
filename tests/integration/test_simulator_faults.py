"""Faults of replies and connections, asked for over HTTP, as a client meets them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from abutre.simulator.session import BINARY
from tests.simulated import MINUTE, Simulated, simulated

BUY: dict[str, Any] = {"buy": "1", "price": 10, "parameters": {**MINUTE, "underlying_symbol": "R_100"}}


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def held(deriv: Simulated) -> int:
    """Contracts of the demo account, seen from another connection."""
    other = await deriv.demo()
    return len((await other.ask(portfolio=1))["portfolio"]["contracts"])


async def test_a_delayed_reply_lets_others_pass(deriv: Simulated) -> None:
    public = await deriv.public()
    await deriv.fault(fault="delay", call="time", seconds=0.2)

    await public.say({"time": 1})
    await public.ask(ping=1)
    await public.next("time")

    assert [frame["msg_type"] for frame in public.received] == ["ping", "time"]


async def test_reordered_replies_change_places(deriv: Simulated) -> None:
    public = await deriv.public()
    await deriv.fault(fault="reorder", call="time")

    await public.say({"time": 1})
    await public.say({"ping": 1})
    await public.next("time")

    assert [frame["msg_type"] for frame in public.received] == ["ping", "time"]


async def test_a_duplicated_reply_comes_twice(deriv: Simulated) -> None:
    public = await deriv.public()
    await deriv.fault(fault="duplicate", call="time")

    await public.say({"time": 1})

    assert await public.next("time") == await public.next("time")


async def test_a_purchase_whose_reply_is_dropped_is_a_purchase(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="lost_buy", lost="a")

    await demo.say(BUY)

    assert await demo.quiet()
    assert await held(deriv) == 1


@pytest.mark.parametrize(("lost", "bought"), [("b", 1), ("c", 0)])
async def test_the_connection_dies_with_the_purchase_done_or_not(
    deriv: Simulated, lost: str, bought: int
) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="lost_buy", lost=lost)

    await demo.say(BUY)
    last = await demo.message()

    assert last.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    assert await held(deriv) == bought


async def test_a_purchase_may_be_done_and_called_a_time_out(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="lost_buy", lost="d")

    refused = await demo.ask(**BUY)

    assert refused["error"]["code"] == "Timeout"
    assert await held(deriv) == 1


async def test_the_reply_to_a_purchase_may_be_late(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="lost_buy", lost="e", seconds=0.1)

    await demo.say(BUY)

    assert await demo.quiet()
    assert "buy" in await demo.next("buy")


async def test_any_error_may_come_in_place_of_any_call(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="error", call="buy", code="MarketIsClosed", message="Closed.", skip=1, times=2)

    told = [await demo.ask(**BUY) for _ in range(4)]

    assert [frame.get("error", {}).get("code") for frame in told] == [
        None,
        "MarketIsClosed",
        "MarketIsClosed",
        None,
    ]
    assert await held(deriv) == 2


async def test_prices_move_between_quote_and_purchase(deriv: Simulated) -> None:
    demo = await deriv.demo()
    await deriv.fault(fault="price_moved", call="proposal")
    quoted = await demo.ask(proposal=1, **BUY["parameters"])

    refused = await demo.ask(buy=quoted["proposal"]["id"], price=10)
    again = await demo.ask(proposal=1, **BUY["parameters"])

    assert refused["error"]["code"] == "PriceMoved"
    assert again["proposal"]["payout"] < quoted["proposal"]["payout"]


@pytest.mark.parametrize("code", [1000, 1001, 1012])
async def test_a_connection_is_closed_with_any_code(deriv: Simulated, code: int) -> None:
    public, demo = await deriv.public(), await deriv.demo()
    await deriv.fault(fault="close", close_code=code, socket="trading")

    assert (await demo.message()).data == code
    assert await public.quiet()


async def test_a_half_open_connection_takes_everything_and_says_nothing(deriv: Simulated) -> None:
    public = await deriv.public()
    await public.ask(ticks="R_100", subscribe=1)
    await deriv.fault(fault="half_open", profile="options")

    await public.say({"ping": 1})
    deriv.clock.advance(4)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await public.message()


async def test_nonsense_comes_in_text_and_in_bytes(deriv: Simulated) -> None:
    public = await deriv.public()
    await deriv.fault(fault="text")
    await deriv.fault(fault="text", text='{"msg_type":"error"}', call="time")
    await deriv.fault(fault="binary")

    await public.say({"time": 1})

    assert (await public.message()).data.startswith("<html>")
    assert (await public.message()).data == BINARY
    assert (await public.message()).data == '{"msg_type":"error"}'
    assert (await public.next("time"))["time"] == deriv.clock.now()


async def test_a_connection_without_traffic_is_cut() -> None:
    async with simulated(idle_seconds=0.1) as deriv:
        public = await deriv.public()

        last = await public.message()

    assert last.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
