"""What a connection survives, what it does not, and that nothing waits forever."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.budget import Budget
from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.dial import dial
from abutre.adapters.deriv.errors import (
    CallRefusedError,
    DerivUnavailableError,
    LinkLostError,
    NotSentError,
    UnansweredError,
)
from abutre.adapters.deriv.link import Link
from abutre.domain.model import Tick
from tests.deriv_answers import NOW, candle, cut, error, silence
from tests.scripted_deriv import FastClock, ScriptedDeriv

TICKS = {"msg_type": "tick", "subscription": {"id": "t" * 32}}


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedDeriv, None]:
    async with ScriptedDeriv().running() as server:
        yield server


@pytest.fixture
async def link(server: ScriptedDeriv) -> AsyncGenerator[Link, None]:
    clock = FastClock()
    link = Link(await dial(server.config().ws_url), budget=Budget(Generation.OPTIONS, clock), clock=clock)
    yield link
    link.end("the test is over")


def tick(epoch: int) -> dict[str, Any]:
    return {**TICKS, "tick": {"epoch": epoch, "quote": "619.50"}}


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        b"\x00binary",
        {"msg_type": "brand_new", "brand_new": {}},
        {"nothing": "at all"},
        {**TICKS, "tick": {"epoch": None}},
        {"msg_type": "error", "error": {"code": "BadRequest", "message": "?"}},
    ],
)
async def test_a_bad_frame_is_survived(server: ScriptedDeriv, link: Link, bad: Any) -> None:
    ticks: list[Tick] = []
    await link.stream(requests.ticks("R_100"), lambda frame: ticks.append(answers.tick(frame, 2)))
    await server.push(bad)
    await server.push(tick(NOW + 2))
    await link.call(requests.ping())
    assert [one.epoch for one in ticks] == [NOW, NOW + 2]


async def test_answers_find_their_requests_in_any_order(server: ScriptedDeriv, link: Link) -> None:
    held: list[dict[str, Any]] = []

    def hold(request: dict[str, Any]) -> Sequence[dict[str, Any]]:
        held.append({"req_id": request["req_id"], "msg_type": "time", "time": request["req_id"]})
        return held[::-1] if len(held) == 3 else []

    server.then("time", hold)
    found = await asyncio.gather(*(link.call(requests.server_time()) for _ in range(3)))
    assert [answers.server_time(frame) for frame in found] == [frame.req_id for frame in found]
    assert len({frame.req_id for frame in found}) == 3


async def test_an_answer_told_twice_is_taken_once(server: ScriptedDeriv, link: Link) -> None:
    server.then("time", lambda _: [{"msg_type": "time", "time": NOW}] * 2)
    assert answers.server_time(await link.call(requests.server_time())) == NOW
    assert answers.server_time(await link.call(requests.server_time())) == NOW


async def test_an_error_ends_its_own_call_only(server: ScriptedDeriv, link: Link) -> None:
    server.then("portfolio", error("ContractBuyValidationError", "InvalidBarrier"))
    with pytest.raises(CallRefusedError, match="InvalidBarrier"):
        await link.call(requests.portfolio())
    assert link.alive


async def test_a_call_without_an_answer_ends_by_its_deadline(server: ScriptedDeriv, link: Link) -> None:
    server.then("portfolio", silence)
    with pytest.raises(UnansweredError, match="not answered in 20 s"):
        await link.call(requests.portfolio())
    assert link.alive


async def test_every_call_that_waits_ends_with_the_connection(server: ScriptedDeriv, link: Link) -> None:
    server.then("portfolio", silence)
    server.then("time", cut)
    calls = [
        link.call(requests.portfolio()),
        link.call(requests.balance()),
        link.call(requests.server_time()),
    ]
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(one) for one in (found[0], found[2])] == [LinkLostError, LinkLostError]
    assert await link.ended()
    with pytest.raises(NotSentError):
        await link.call(requests.balance())


async def test_a_socket_that_no_longer_answers_is_found_out(server: ScriptedDeriv, link: Link) -> None:
    server.then("ping", silence)
    assert "no sign of life" in await link.ended()


async def test_a_lost_authorisation_ends_the_link(server: ScriptedDeriv, link: Link) -> None:
    server.then("balance", error("AuthorizationRequired"))
    with pytest.raises(CallRefusedError):
        await link.call(requests.balance())
    assert "no longer knows" in await link.ended()


@pytest.mark.parametrize("api", list(Generation))
async def test_streams_go_on_after_the_connection_is_back(server: ScriptedDeriv, api: Generation) -> None:
    async with server.deriv(api) as deriv:
        stream = deriv.feed.stream(0)
        assert await anext(stream) == Tick(epoch=NOW, quote=61_950)
        notices = deriv.notices()
        server.cut()
        told = [(await anext(notices)).message for _ in range(4)]
        assert sum("lost" in message for message in told) == 2
        assert sum("is back" in message for message in told) == 2
        await server.push(tick(NOW + 4))
        assert await anext(stream) == Tick(epoch=NOW + 4, quote=61_950)
        await stream.aclose()
        assert server.count("forget") == 1


async def test_a_stream_that_exists_already_is_taken_over(server: ScriptedDeriv) -> None:
    server.then("ticks", error("AlreadySubscribed"), lambda _: [tick(NOW + 2)])
    async with server.deriv() as deriv:
        stream = deriv.feed.stream(0)
        assert (await anext(stream)).epoch == NOW + 2
        await stream.aclose()
    assert server.count("forget_all") == 1


async def test_a_silent_feed_is_told_once_and_gets_a_fresh_connection(server: ScriptedDeriv) -> None:
    async with server.deriv() as deriv:
        stream = deriv.feed.stream(0)
        await anext(stream)
        pulling = asyncio.ensure_future(anext(stream))
        notices = deriv.notices()
        told = [(await anext(notices)).message for _ in range(3)]
        assert told[0] == "No tick of V100 for 6 seconds"
        assert "no tick for 60 seconds" in told[1]
        await server.push(tick(NOW + 2))
        assert (await pulling).epoch == NOW + 2
        await stream.aclose()


async def test_history_has_whole_minutes_only_and_asks_with_an_explicit_start(server: ScriptedDeriv) -> None:
    minute = NOW // 60 * 60
    async with server.deriv() as deriv:
        found = await deriv.feed.history(minute - 240, minute)
    assert [candle.open_time for candle in found] == [minute - 240, minute - 180, minute - 120, minute - 60]
    assert found[0].close == 61_951
    asked = next(request for request in server.asked if "ticks_history" in request)
    assert (asked["start"], asked["end"], asked["count"]) == (minute - 240, str(minute + 59), 5000)


async def test_a_long_history_is_paged_backwards_each_page_with_an_explicit_start(
    server: ScriptedDeriv,
) -> None:
    last = NOW // 60 * 60 - 60
    first = last - 12_000 * 60

    def newest(request: dict[str, Any]) -> list[dict[str, Any]]:
        opened = range(request["start"] // 60 * 60, int(request["end"]) + 1, 60)
        return [
            {"msg_type": "candles", "candles": [candle(minute) for minute in opened[-request["count"] :]]}
        ]

    server.then("ticks_history", newest)
    async with server.deriv() as deriv:
        found = await deriv.feed.history(first, last)
    assert [one.open_time for one in found] == list(range(first, last + 60, 60))
    asked = [request for request in server.asked if "ticks_history" in request]
    assert {(request["start"], request["count"]) for request in asked} == {(first, 5000)}
    pages = [str(last + 59), str(last - 4_999 * 60 - 1), str(last - 9_999 * 60 - 1)]
    assert [request["end"] for request in asked] == pages


async def test_a_feed_that_deriv_does_not_give_is_explained(server: ScriptedDeriv) -> None:
    server.then("ticks", error("InvalidSymbol"))
    async with server.deriv() as deriv:
        with pytest.raises(DerivUnavailableError, match="V100"):
            await anext(deriv.feed.stream(0))


async def test_a_rate_limit_is_waited_out_by_reads(server: ScriptedDeriv) -> None:
    async with server.deriv() as deriv:
        server.then("time", error("RateLimit"), lambda _: [{"msg_type": "time", "time": NOW}])
        before = server.count("time")
        assert await deriv.feed.now() == NOW
        assert server.count("time") == before + 2
