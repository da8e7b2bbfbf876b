"""What holds whatever is bought and however time is moved."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from abutre.simulator.contracts import Contract
from abutre.simulator.errors import ApiError
from abutre.simulator.happenings import Happening
from abutre.simulator.ledger import StatementFilter
from tests.simulated_exchange import Bench, terms

REFUSED = {"InsufficientBalance", "InvalidMinStake"}
NOT_SOLD_BACK = {"EntryTickMissing", "ResaleNotOffered", "NoOpenPosition", "ContractAlreadySold"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Something to buy after some seconds, and perhaps to sell after some more."""

    after: int
    contract_type: str
    symbol: str
    cents: int
    duration: int
    duration_unit: str
    sell_after: int | None


def orders() -> st.SearchStrategy[list[Order]]:
    length = st.one_of(
        st.tuples(st.integers(1, 10), st.just("t")), st.tuples(st.integers(15, 120), st.just("s"))
    )
    return st.lists(
        st.builds(
            lambda after, kind, symbol, cents, length, sell_after: Order(
                after=after,
                contract_type=kind,
                symbol=symbol,
                cents=cents,
                duration=length[0],
                duration_unit=length[1],
                sell_after=sell_after,
            ),
            st.integers(0, 40),
            st.sampled_from(["CALL", "PUT", "CALLE", "PUTE"]),
            st.sampled_from(["R_100", "1HZ100V"]),
            st.integers(1, 60_000),
            length,
            st.none() | st.integers(0, 30),
        ),
        max_size=8,
    )


def trade(bench: Bench, wanted: list[Order]) -> list[Contract]:
    """Carry the orders out as far as the exchange takes them, then let everything end."""
    bought = []
    for order in wanted:
        bench.run(order.after)
        try:
            contract = bench.exchange.buy(
                bench.demo,
                terms(
                    order.contract_type,
                    symbol=order.symbol,
                    amount=Decimal(order.cents).scaleb(-2),
                    duration=order.duration,
                    duration_unit=order.duration_unit,
                ),
                Decimal(1000),
            )
        except ApiError as refused:
            if not {refused.code, refused.subcode} & REFUSED:
                raise
            continue
        bought.append(contract)
        if order.sell_after is not None:
            bench.run(order.sell_after)
            try_to_sell(bench, contract)
    bench.run(400)
    return [bench.now(contract) for contract in bought]


def try_to_sell(bench: Bench, contract: Contract) -> None:
    try:
        sold, _ = bench.exchange.sell(bench.demo, contract.contract_id, Decimal(0))
    except ApiError as refused:
        if refused.code not in NOT_SOLD_BACK:
            raise
    else:
        assert (sold.sell_price or 0) < sold.payout


@given(wanted=orders(), seed=st.integers(0, 1000))
def test_the_balance_is_what_came_in_less_stakes_plus_payouts(wanted: list[Order], seed: int) -> None:
    bench = Bench(seed=seed)

    contracts = trade(bench, wanted)

    assert all(contract.is_sold for contract in contracts)
    earned = sum((contract.sell_price or Decimal(0)) - contract.buy_price for contract in contracts)
    assert bench.demo.balance == Decimal("1000.00") + earned
    balance = Decimal("1000.00")
    for moved in reversed(bench.exchange.statement(bench.demo, StatementFilter(limit=999))):
        balance += moved.amount
        assert moved.balance == balance >= 0


@given(
    wanted=orders(), seed=st.integers(0, 1000), steps=st.lists(st.integers(0, 60), min_size=1, max_size=20)
)
def test_it_does_not_matter_in_how_many_steps_time_passes(
    wanted: list[Order], seed: int, steps: list[int]
) -> None:
    jumping, stepping = Bench(seed=seed), Bench(seed=seed)
    for bench in (jumping, stepping):
        for order in wanted:
            if 35 <= order.cents <= 10_000:
                bench.buy(
                    order.contract_type,
                    symbol=order.symbol,
                    amount=Decimal(order.cents).scaleb(-2),
                    duration=order.duration,
                    duration_unit=order.duration_unit,
                )

    at_once = jumping.run(sum(steps))
    by_and_by: list[Happening] = []
    for seconds in steps:
        by_and_by += stepping.run(seconds)

    assert by_and_by == at_once
    assert stepping.demo.balance == jumping.demo.balance
