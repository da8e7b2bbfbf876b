from decimal import Decimal

import pytest

from abutre.simulator.accounts import Accounts
from abutre.simulator.errors import ApiError
from abutre.simulator.ledger import StatementFilter
from tests.simulated_exchange import Bench, account


@pytest.mark.parametrize(
    ("balance", "action"), [("10.00", "deposit"), ("20000.00", "withdrawal"), ("10000.00", None)]
)
def test_a_demo_balance_is_reset_by_a_movement(balance: str, action: str | None) -> None:
    bench = Bench(balance=balance)

    moved = bench.exchange.reset_demo(bench.demo)

    assert bench.demo.balance == Decimal("10000.00")
    assert (moved and moved.action) == action
    assert bench.exchange.statement(bench.demo, StatementFilter()) == ([moved] if moved else [])
    assert len(bench.exchange.drain()) == (2 if moved else 0)


def test_a_real_balance_is_not_reset() -> None:
    bench = Bench()

    with pytest.raises(ApiError, match="AccessDenied"):
        bench.exchange.reset_demo(bench.real)


def test_a_token_opens_its_accounts_and_no_other() -> None:
    mine, yours = account("DOT1", "demo"), account("DOT2", "demo")
    accounts = Accounts([mine, yours])

    assert accounts.of_token(mine.token) == [mine]
    assert accounts.get("DOT2") is yours
    with pytest.raises(ApiError, match="InvalidToken"):
        accounts.of_token("a guess")
    with pytest.raises(ApiError, match="AccountNotFound"):
        accounts.get("DOT3")
    with pytest.raises(ValueError, match="DOT1 exists already"):
        accounts.add(mine)
