"""The simulator's New API over real sockets: streams and quotes."""

from collections.abc import AsyncIterator

import pytest

from tests.simulated import MINUTE, RISE_R_100, Simulated, simulated


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def test_ticks_come_on_even_seconds_or_on_every_second(deriv: Simulated) -> None:
    public = await deriv.public()
    await public.ask(ticks=["R_100", "1HZ100V"], subscribe=1)
    public.unread("tick")

    deriv.clock.advance(6)
    await public.ask(ping=1)

    epochs: dict[str, list[int]] = {"R_100": [], "1HZ100V": []}
    for frame in public.unread("tick")[-9:]:
        epochs[frame["tick"]["symbol"]].append(frame["tick"]["epoch"] - 1_800_000_000)
    assert epochs == {"R_100": [2, 4, 6], "1HZ100V": [1, 2, 3, 4, 5, 6]}


async def test_frames_of_a_stream_repeat_the_request_that_began_it(deriv: Simulated) -> None:
    public = await deriv.public()
    await public.say({"ticks": "R_100", "subscribe": 1, "req_id": 77, "passthrough": {"mine": "yes"}})
    first = await public.next("tick")

    deriv.clock.advance(2)
    second = await public.next("tick")

    for frame in (first, second):
        assert frame["echo_req"] == {
            "ticks": "R_100",
            "subscribe": 1,
            "req_id": 77,
            "passthrough": {"mine": "yes"},
        }
        assert frame["req_id"] == 77
        assert frame["passthrough"] == {"mine": "yes"}
        assert frame["subscription"]["id"] == frame["tick"]["id"]
    assert first["subscription"] == second["subscription"]


async def test_an_answer_has_no_req_id_when_the_request_had_none(deriv: Simulated) -> None:
    public = await deriv.public()

    await public.say({"time": 1})

    assert "req_id" not in await public.next("time")


async def test_candles_are_numbers_in_history_and_text_in_the_stream(deriv: Simulated) -> None:
    public = await deriv.public()
    history = await public.ask(
        ticks_history="R_100", style="candles", granularity=60, start=1, end="latest", count=3, subscribe=1
    )
    assert [candle["epoch"] % 60 for candle in history["candles"]] == [0, 0, 0]
    assert isinstance(history["candles"][0]["open"], float | int)

    deriv.clock.advance(2)
    forming = (await public.next("ohlc"))["ohlc"]
    deriv.clock.advance(58)
    for _ in range(28):
        await public.next("ohlc")
    opening = (await public.next("ohlc"))["ohlc"]

    assert forming["open_time"] == history["candles"][-1]["epoch"]
    assert [len(forming[name].partition(".")[2]) for name in ("open", "high", "low", "close")] == [2, 2, 2, 2]
    assert opening["epoch"] == opening["open_time"] == forming["open_time"] + 60
    assert opening["open"] == opening["high"] == opening["low"] == opening["close"]


async def test_the_same_stream_twice_is_refused(deriv: Simulated) -> None:
    public = await deriv.public()
    await public.ask(ticks="R_100", subscribe=1)

    again = await public.ask(ticks="R_100", subscribe=1)

    assert again["error"] == {
        "code": "AlreadySubscribed",
        "message": "You are already subscribed to R_100.",
    }


async def test_a_forgotten_stream_is_silent(deriv: Simulated) -> None:
    public = await deriv.public()
    ticks = await public.ask(ticks="R_100", subscribe=1)
    candles = await public.ask(
        ticks_history="R_50", style="candles", start=1, end="latest", count=1, subscribe=1
    )

    forgotten = await public.ask(forget=ticks["subscription"]["id"])
    unknown = await public.ask(forget=ticks["subscription"]["id"])
    rest = await public.ask(forget_all=["ticks", "candles"])
    deriv.clock.advance(10)

    assert (forgotten["forget"], unknown["forget"]) == (1, 0)
    assert rest["forget_all"] == [candles["subscription"]["id"]]
    assert await public.quiet()


async def test_the_price_of_an_r_index_is_constant_and_therefore_not_streamed(deriv: Simulated) -> None:
    public = await deriv.public()
    await public.ask(proposal=1, **RISE_R_100, subscribe=1)
    deriv.clock.advance(10)
    assert await public.quiet()

    streamed = await public.ask(proposal=1, **{**MINUTE, "underlying_symbol": "1HZ100V"}, subscribe=1)
    deriv.clock.advance(1)

    again = await public.next("proposal")
    assert again["proposal"]["id"] == streamed["proposal"]["id"]
    assert again["proposal"]["spot_time"] == streamed["proposal"]["spot_time"] + 1


async def test_a_quote_is_bought_once_and_on_its_own_connection_only(deriv: Simulated) -> None:
    demo, other = await deriv.demo(), await deriv.demo()
    quote_id = await demo.quote()

    elsewhere = await other.ask(buy=quote_id, price=10)
    bought = await demo.ask(buy=quote_id, price=10)
    again = await demo.ask(buy=quote_id, price=10)

    assert elsewhere["error"]["code"] == again["error"]["code"] == "InvalidContractProposal"
    assert bought["buy"]["buy_price"] == 10
    assert bought["buy"]["balance_after"] == 9990
