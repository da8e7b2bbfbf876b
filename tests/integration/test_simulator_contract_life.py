"""The simulator's New API over real sockets: a contract's life."""

from collections.abc import AsyncIterator

import pytest

from tests.simulated import RISE_R_100, Simulated, simulated


@pytest.fixture
async def deriv() -> AsyncIterator[Simulated]:
    async with simulated() as running:
        yield running


async def test_a_contract_goes_through_its_phases_and_then_its_stream_ends(deriv: Simulated) -> None:
    demo = await deriv.demo()
    bought = await demo.ask(buy=await demo.quote(), price=10, subscribe=1)
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
        await demo.ask(buy=await demo.quote(), price=10, subscribe=1)
    expired: set[int] = set()
    settled: set[int] = set()

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
    bought = await demo.ask(buy=await demo.quote(), price=10)
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
