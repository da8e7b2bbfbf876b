from decimal import Decimal
from typing import Any

import pytest

from abutre.simulator.contracts import Phase
from abutre.simulator.errors import ApiError
from abutre.simulator.happenings import BalanceChanged, ContractChanged, Transacted
from abutre.simulator.ledger import ProfitFilter, StatementFilter
from tests.simulated_exchange import START, Bench, terms, ticks

BOUGHT = Decimal(10)
FALLING = ticks(*[f"{100 - number / 100:.2f}" for number in range(100)])
"""200 seconds in which every CALL loses and every PUT wins."""


def test_a_purchase_takes_the_stake_at_once_and_is_told() -> None:
    bench = Bench()

    contract = bench.exchange.buy(bench.demo, terms(), BOUGHT)

    transacted, balance, changed = bench.exchange.drain()
    assert bench.demo.balance == Decimal("990.00")
    assert isinstance(transacted, Transacted)
    assert transacted.contract == contract
    assert (transacted.transaction.amount, transacted.transaction.balance) == (
        Decimal("-10.00"),
        Decimal("990.00"),
    )
    assert balance == BalanceChanged(account_id="DOT90000001", currency="USD", balance=Decimal("990.00"))
    assert isinstance(changed, ContractChanged)
    assert (changed.contract, changed.phase, changed.bid_price) == (contract, Phase.WAITING, Decimal(0))
    assert bench.exchange.drain() == []


def test_a_contract_says_what_was_bought() -> None:
    bench = Bench()

    contract = bench.buy("PUT")

    assert contract.shortcode == f"PUT_R_100_19.22_{START}_{START + 60}_S0P_0"
    assert (contract.buy_price, contract.payout) == (Decimal("10.00"), Decimal("19.22"))
    assert (contract.purchase_time, contract.date_expiry) == (START, START + 60)
    assert min(contract.contract_id, contract.transaction_id) > 2**31


@pytest.mark.parametrize(("payout", "written"), [("50", "50"), ("19.50", "19.5"), ("100", "100")])
def test_a_shortcode_has_no_zeros_behind_the_point(payout: str, written: str) -> None:
    contract = Bench().buy(amount=Decimal(payout), basis="payout")

    assert contract.shortcode == f"CALL_R_100_{written}_{START}_{START + 60}_S0P_0"


@pytest.mark.parametrize(
    ("changes", "price", "code"),
    [
        ({"amount": Decimal("1000.01")}, "2000", "InsufficientBalance"),
        ({"amount": Decimal("10.01")}, "10", "InvalidStakeMoreThanPrice"),
        ({"amount": Decimal("19.24"), "basis": "payout"}, "9.99", "PriceMoved"),
        ({"currency": "EUR"}, "10", "NotDefaultCurrency"),
        ({"amount": Decimal("0.34")}, "10", "InvalidMinStake"),
    ],
)
def test_a_refused_purchase_changes_nothing(changes: dict[str, Any], price: str, code: str) -> None:
    bench = Bench()

    with pytest.raises(ApiError) as refused:
        bench.exchange.buy(bench.demo, terms(**changes), Decimal(price))

    assert code in {refused.value.code, refused.value.subcode}
    assert bench.demo.balance == Decimal("1000.00")
    assert bench.exchange.drain() == []
    assert bench.exchange.portfolio(bench.demo) == []
    assert bench.exchange.statement(bench.demo, StatementFilter()) == []


def test_the_whole_balance_may_be_staked() -> None:
    bench = Bench(balance="10.00")

    bench.buy()

    assert bench.demo.balance == 0


def test_a_quote_whose_payout_changed_is_not_sold_any_more() -> None:
    bench = Bench()
    proposal = bench.exchange.quote(terms())
    bench.exchange.commission = Decimal("0.030")

    with pytest.raises(ApiError) as refused:
        bench.exchange.buy(bench.demo, terms(), BOUGHT, proposal=proposal)

    assert (refused.value.code, refused.value.code_args) == (
        "PriceMoved",
        ("USD", "19.24", "18.88", "payout"),
    )
    again = bench.exchange.quote(terms())
    assert bench.exchange.buy(bench.demo, terms(), BOUGHT, proposal=again).payout == again.payout


def test_a_loser_gets_a_sell_of_nothing_and_no_new_balance() -> None:
    bench = Bench(FALLING)
    bench.buy("CALL")
    bench.exchange.drain()

    told = bench.run(100)

    (sale,) = [one.transaction for one in told if isinstance(one, Transacted)]
    assert (sale.action, sale.amount, sale.balance) == ("sell", Decimal(0), Decimal("990.00"))
    assert [one for one in told if isinstance(one, BalanceChanged)] == []


def test_a_loser_is_told_its_balance_when_that_is_asked_for() -> None:
    bench = Bench(FALLING)
    bench.exchange.tell_balance_on_loss()
    bench.buy("CALL")
    bench.exchange.drain()

    told = [one.balance for one in bench.run(100) if isinstance(one, BalanceChanged)]

    assert told == [Decimal("990.00")]


def test_a_winner_gets_its_payout_though_nobody_listens() -> None:
    bench = Bench(FALLING)
    contract = bench.buy("PUT")

    bench.run(100)

    closed = bench.now(contract)
    sale, purchase = bench.exchange.statement(bench.demo, StatementFilter())
    assert bench.demo.balance == Decimal("1009.22")
    assert bench.exchange.portfolio(bench.demo) == []
    assert bench.exchange.profit_table(bench.demo, ProfitFilter()) == [closed]
    assert (purchase.action, purchase.amount, purchase.transaction_id) == (
        "buy",
        Decimal("-10.00"),
        contract.transaction_id,
    )
    assert (sale.action, sale.amount, sale.reference_id) == (
        "sell",
        contract.payout,
        purchase.transaction_id,
    )
    assert (sale.transaction_id, sale.time) == (closed.sell_transaction_id, closed.sell_time)


def test_a_contract_bought_by_another_app_is_on_the_account_all_the_same() -> None:
    bench = Bench()

    contract = bench.exchange.buy(bench.demo, terms(), BOUGHT, app_id=42)

    assert contract.app_id == 42
    assert bench.buy().app_id == bench.demo.app_id
    assert bench.exchange.portfolio(bench.demo)[0] == contract
    assert any(isinstance(one, Transacted) for one in bench.exchange.drain())


def test_a_contract_starts_at_the_time_of_the_clock_even_when_the_market_lags() -> None:
    bench = Bench()
    bench.time += 6

    contract = bench.buy()
    bench.exchange.advance(bench.time + 2)

    assert contract.purchase_time == START + 6
    entry = bench.now(contract).entry
    assert entry is not None
    assert entry.epoch == START + 8


def test_a_refund_gives_the_stake_back_at_once() -> None:
    bench = Bench()
    contract = bench.buy()

    cancelled = bench.exchange.refund(contract.contract_id)

    assert (cancelled.status, cancelled.sell_price) == ("cancelled", contract.buy_price)
    assert bench.demo.balance == Decimal("1000.00")
    with pytest.raises(ApiError, match="ContractAlreadySold"):
        bench.exchange.refund(contract.contract_id)
