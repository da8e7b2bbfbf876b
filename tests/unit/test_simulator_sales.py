"""Contracts that are sold before their end."""

from decimal import Decimal

import pytest

from abutre.simulator.contracts import Phase
from abutre.simulator.errors import ApiError
from abutre.simulator.happenings import ContractChanged, Transacted
from tests.simulated_exchange import START, Bench, ticks

RISING = ticks(*[f"{100 + number / 100:.2f}" for number in range(100)])
ANY = Decimal(0)


def test_an_early_sale_pays_the_bid_and_ends_the_contract() -> None:
    bench = Bench(RISING)
    bought = bench.buy()
    bench.run(30)
    bid = bench.exchange.bid_price(bench.now(bought))

    sold, sale = bench.exchange.sell(bench.demo, bought.contract_id, ANY)

    transacted, _, changed = bench.exchange.drain()
    assert Decimal(10) < bid < bought.payout
    assert (sold.status, sold.sell_price, sold.sell_time) == ("sold", bid, START + 30)
    assert (sale.amount, sale.reference_id) == (bid, bought.transaction_id)
    assert bench.demo.balance == Decimal("990.00") + bid
    assert isinstance(transacted, Transacted)
    assert transacted.transaction == sale
    assert isinstance(changed, ContractChanged)
    assert (changed.contract, changed.phase, changed.bid_price) == (sold, Phase.CLOSED, bid)


def test_a_sold_contract_is_not_settled_again() -> None:
    bench = Bench(RISING)
    bought = bench.buy()
    bench.run(30)
    sold, _ = bench.exchange.sell(bench.demo, bought.contract_id, ANY)
    bench.exchange.drain()

    told = bench.run(60)

    assert bench.now(bought) == sold
    assert not any(isinstance(one, Transacted) for one in told)


def refusal(bench: Bench, contract_id: int, price: Decimal = ANY) -> str:
    with pytest.raises(ApiError) as refused:
        bench.exchange.sell(bench.demo, contract_id, price)
    return refused.value.code


def test_nothing_is_sold_before_its_entry_tick() -> None:
    bench = Bench(RISING)

    assert refusal(bench, bench.buy().contract_id) == "EntryTickMissing"


def test_a_contract_of_ticks_is_not_bought_back() -> None:
    bench = Bench(RISING)
    bought = bench.buy(duration=10, duration_unit="t")
    bench.run(4)

    assert refusal(bench, bought.contract_id) == "ResaleNotOffered"


def test_nothing_is_sold_below_the_asked_price() -> None:
    bench = Bench(RISING)
    bought = bench.buy("PUT")
    bench.run(30)

    assert refusal(bench, bought.contract_id, Decimal(10)) == "PriceMoved"
    assert not bench.now(bought).is_sold


def test_a_sale_that_races_with_the_end_is_refused() -> None:
    bench = Bench(RISING)
    bought = bench.buy(duration=15, duration_unit="s")
    bench.run(14)
    bench.time += 1

    codes = [refusal(bench, bought.contract_id)]
    bench.run(0)
    codes.append(refusal(bench, bought.contract_id))
    bench.run(3)
    codes.append(refusal(bench, bought.contract_id))

    assert codes == ["NoOpenPosition", "NoOpenPosition", "ContractAlreadySold"]


def test_a_contract_nobody_bought_is_not_sold() -> None:
    assert refusal(Bench(RISING), 1) == "ContractNotFound"
