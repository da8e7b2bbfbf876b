"""The simulator's New API over real sockets: streams, quotes, a contract's life."""

from collections.abc import AsyncIterator

import pytest

from tests.simulated import MINUTE, Simulated, Socket, simulated

RISE_R_100 = {**MINUTE, "underlying_symbol": "R_100"}


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def quote(socket: Socket) -> str:
    told = await socket.ask(proposal=1, **RISE_R_100)
    return str(told["proposal"]["id"])


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
    quote_id = await quote(demo)

    elsewhere = await other.ask(buy=quote_id, price=10)
    bought = await demo.ask(buy=quote_id, price=10)
    again = await demo.ask(buy=quote_id, price=10)

    assert elsewhere["error"]["code"] == again["error"]["code"] == "InvalidContractProposal"
    assert bought["buy"]["buy_price"] == 10
    assert bought["buy"]["balance_after"] == 9990


async def test_a_contract_goes_through_its_phases_and_then_its_stream_ends(deriv: Simulated) -> None:
    demo = await deriv.demo()
    bought = await demo.ask(buy=await quote(demo), price=10, subscribe=1)
    seen = []

    for _ in range(35):
        deriv.clock.advance(2)
        await demo.ask(ping=1)
        seen += [frame["proposal_open_contract"] for frame in demo.unread("proposal_open_contract")]

    last = seen[-1]
    phases = [(one["status"] == "open", one["is_expired"], one["is_sold"]) for one in seen]
    assert seen[0]["validation_error_code"] == "EntryTickMissing"
    assert seen[0]["entry_spot"] is None
    assert [phase for index, phase in enumerate(phases) if phases[index - 1 : index] != [phase]] == [
        (True, 0, 0),
        (True, 1, 0),
        (False, 1, 1),
    ]
    assert last["contract_id"] == bought["buy"]["contract_id"] > 2**31
    assert last["status"] in {"won", "lost"}
    assert last["entry_spot_time"] == bought["buy"]["start_time"] + 2
    assert last["exit_spot_time"] == last["date_expiry"] == bought["buy"]["start_time"] + 60
    assert last["sell_price"] == ("19.24" if last["status"] == "won" else "0.00")
    assert last["profit"] == ("9.24" if last["status"] == "won" else "-10.00")
    assert {type(last[name]) for name in ("buy_price", "bid_price", "payout", "current_spot")} == {str}
    assert (await demo.ask(forget=bought["subscription"]["id"]))["forget"] == 0


async def test_some_contracts_show_that_they_have_expired_and_some_are_settled_at_once(
    deriv: Simulated,
) -> None:
    demo = await deriv.demo()
    for _ in range(12):
        await demo.ask(buy=await quote(demo), price=10, subscribe=1)
    expired, settled = set(), set()

    for _ in range(70):
        deriv.clock.advance(1)
        await demo.ask(ping=1)
        for frame in demo.unread("proposal_open_contract"):
            told = frame["proposal_open_contract"]
            if told["is_expired"]:
                (settled if told["is_sold"] else expired).add(told["contract_id"])

    assert len(settled) == 12
    assert 0 < len(expired) < 12


async def test_settlement_needs_nobody_to_listen(deriv: Simulated) -> None:
    demo = await deriv.demo()
    bought = await demo.ask(buy=await quote(demo), price=10)
    contract_id = bought["buy"]["contract_id"]
    assert len((await demo.ask(portfolio=1))["portfolio"]["contracts"]) == 1

    deriv.clock.advance(70)
    later = await deriv.demo()

    told = await later.ask(proposal_open_contract=1, contract_id=contract_id, subscribe=1)
    table = await later.ask(profit_table=1, description=1)
    assert (await later.ask(portfolio=1))["portfolio"]["contracts"] == []
    assert told["proposal_open_contract"]["is_sold"] == 1
    assert "subscription" not in told
    assert [row["contract_id"] for row in table["profit_table"]["transactions"]] == [contract_id]


async def test_money_frames_come_before_and_after_the_reply_to_a_purchase(deriv: Simulated) -> None:
    orders = set()
    for _ in range(12):
        demo = await deriv.demo()
        await demo.ask(transaction=1, subscribe=1)
        await demo.ask(balance=1, subscribe=1)
        demo.received.clear()
        await demo.say({"buy": "1", "price": 10, "parameters": RISE_R_100})
        for msg_type in ("buy", "transaction", "balance"):
            await demo.next(msg_type)
        orders.add(tuple(frame["msg_type"] for frame in demo.received))
        await demo.close()

    assert len(orders) >= 4
    assert {order.index("buy") for order in orders} == {0, 1, 2}


async def test_the_statement_adds_up_to_the_balance(deriv: Simulated) -> None:
    demo = await deriv.demo()
    for _ in range(3):
        await demo.ask(buy="1", price=10, parameters=RISE_R_100)
        deriv.clock.advance(64)
    balance = (await demo.ask(balance=1))["balance"]["balance"]

    rows = (await demo.ask(statement=1, description=1))["statement"]["transactions"]

    assert len(rows) == 6
    assert rows[0]["balance_after"] == balance
    assert balance == pytest.approx(10_000 + sum(row["amount"] for row in rows))
    sells = [row for row in rows if row["action_type"] == "sell"]
    assert {row["reference_id"] for row in sells} == {
        row["transaction_id"] for row in rows if row["action_type"] == "buy"
    }


async def test_an_empty_portfolio_streams_what_is_bought_later(deriv: Simulated) -> None:
    demo = await deriv.demo()
    first = await demo.ask(proposal_open_contract=1, subscribe=1)
    assert first["proposal_open_contract"] == {}

    bought = await demo.ask(buy="1", price=10, parameters=RISE_R_100)

    frame = await demo.next("proposal_open_contract")
    assert frame["proposal_open_contract"]["contract_id"] == bought["buy"]["contract_id"]
    assert frame["subscription"] == first["subscription"]


async def test_a_contract_is_sold_early_but_not_before_its_entry(deriv: Simulated) -> None:
    demo = await deriv.demo()
    contract_id = (await demo.ask(buy="1", price=10, parameters=RISE_R_100))["buy"]["contract_id"]

    too_early = await demo.ask(sell=contract_id, price=0)
    deriv.clock.advance(10)
    sold = await demo.ask(sell=contract_id, price=0)
    again = await demo.ask(sell=contract_id, price=0)

    assert "error" in too_early
    assert 0 < sold["sell"]["sold_for"] < 19.24
    assert again["error"]["code"] in {"ContractAlreadySold", "NoOpenPosition"}
