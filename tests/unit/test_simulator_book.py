"""What a client may look up afterwards."""

from decimal import Decimal

import pytest

from abutre.simulator.errors import ApiError
from abutre.simulator.ledger import ProfitFilter, StatementFilter
from tests.simulated_exchange import START, Bench, ticks

FALLING = ticks(*[f"{100 - number / 100:.2f}" for number in range(100)])
"""200 seconds in which every CALL loses and every PUT wins."""


def test_a_statement_is_filtered_and_paged_newest_first() -> None:
    bench = Bench(FALLING)
    bought = []
    for _ in range(3):
        bought.append(bench.buy("PUT", duration=15, duration_unit="s"))
        bench.run(20)

    def ids(wanted: StatementFilter) -> list[int]:
        return [one.transaction_id for one in bench.exchange.statement(bench.demo, wanted)]

    buys = [contract.transaction_id for contract in reversed(bought)]
    assert ids(StatementFilter(action="buy")) == buys
    assert ids(StatementFilter(action="buy", limit=1, offset=1)) == buys[1:2]
    assert ids(StatementFilter(action="buy", date_from=START + 1, date_to=START + 20)) == buys[1:2]
    assert len(ids(StatementFilter())) == 6


def test_a_profit_table_is_filtered_sorted_and_paged() -> None:
    bench = Bench(FALLING)
    bought = []
    for kind in ("PUT", "CALL", "PUT"):
        bought.append(bench.buy(kind, duration=15, duration_unit="s").contract_id)
        bench.run(20)
    bench.buy()

    def ids(wanted: ProfitFilter) -> list[int]:
        return [one.contract_id for one in bench.exchange.profit_table(bench.demo, wanted)]

    assert ids(ProfitFilter()) == bought[::-1]
    assert ids(ProfitFilter(ascending=True)) == bought
    assert ids(ProfitFilter(contract_types=("CALL",))) == bought[1:2]
    assert ids(ProfitFilter(ascending=True, limit=1, offset=1)) == bought[1:2]
    assert ids(ProfitFilter(date_from=START + 20, date_to=START + 39)) == bought[1:2]


def test_accounts_do_not_see_each_other() -> None:
    bench = Bench()
    contract = bench.buy()

    assert bench.exchange.portfolio(bench.real) == []
    assert bench.exchange.statement(bench.real, StatementFilter()) == []
    assert bench.real.balance == Decimal("1000.00")
    with pytest.raises(ApiError, match="ContractNotFound"):
        bench.exchange.contract(bench.real, contract.contract_id)
