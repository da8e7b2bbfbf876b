"""A budget allows so many calls of a row in any minute, and so many in any hour."""

from abutre.simulator.budgets import Budget, Budgets, Row, Table

TABLE = Table(
    rows=(Row(calls=frozenset({"buy", "sell"}), minutely=2, hourly=3),),
    general=Row(calls=frozenset(), minutely=100, hourly=100),
    proposals=1,
)


def test_the_calls_of_a_row_share_its_minute() -> None:
    now = 0
    budget = Budget(TABLE, lambda: now)

    taken = [budget.spend(call) for call in ("buy", "sell", "buy", "time")]
    now = 59
    still_spent = budget.spend("buy")
    now = 60

    assert taken == [True, True, False, True]
    assert not still_spent
    assert budget.spend("buy")


def test_an_hour_has_a_budget_of_its_own() -> None:
    moments = iter((0, 100, 200, 300, 3599, 3600, 3601))
    budget = Budget(TABLE, lambda: next(moments))

    assert [budget.spend("buy") for _ in range(7)] == [True, True, True, False, False, True, False]


def test_every_user_has_one_budget() -> None:
    budgets = Budgets(lambda: 0)

    assert budgets.of(TABLE, "one") is budgets.of(TABLE, "one")
    assert budgets.of(TABLE, "one") is not budgets.of(TABLE, "other")
