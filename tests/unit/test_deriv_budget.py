"""Deriv is never asked more often than both published tables allow."""

import pytest

from abutre.adapters.deriv.budget import Budget
from abutre.adapters.deriv.config import Generation
from tests.fakes.clock import FakeClock

TABLES = [
    (Generation.OPTIONS, ["proposal", "buy", "proposal_open_contract"], 360, 14_400),
    (Generation.OPTIONS, ["balance", "statement"], 100, 2_000),
    (Generation.OPTIONS, ["portfolio", "profit_table"], 30, 1_500),
    (Generation.OPTIONS, ["ticks_history", "time"], 220, 14_400),
    (Generation.LEGACY, ["proposal", "proposal_open_contract"], 80, 3_600),
    (Generation.LEGACY, ["portfolio", "statement", "profit_table"], 25, 1_500),
    (Generation.LEGACY, ["buy", "balance", "time"], 180, 14_400),
]


@pytest.mark.parametrize(("generation", "calls", "minutely", "hourly"), TABLES)
async def test_no_minute_and_no_hour_gets_more_than_its_row(
    generation: Generation, calls: list[str], minutely: int, hourly: int
) -> None:
    clock = FakeClock()
    budget = Budget(generation, clock)
    sent = []
    for number in range(2 * hourly):
        await budget.take(calls[number % len(calls)])
        sent.append(clock.monotonic())
    for most, seconds in ((minutely, 60.0), (hourly, 3600.0)):
        assert all(sent[n + most] - sent[n] >= seconds for n in range(len(sent) - most))
    assert sent[int(minutely * 0.9) - 1] - sent[0] < 10


async def test_no_second_gets_more_than_a_hundred_of_all() -> None:
    clock = FakeClock()
    budget = Budget(Generation.OPTIONS, clock)
    begin = clock.monotonic()
    for number in range(150):
        await budget.take("buy" if number % 2 else "time")
    assert clock.monotonic() - begin >= 1


async def test_rows_do_not_wait_for_each_other_and_pings_wait_for_none() -> None:
    clock = FakeClock()
    budget = Budget(Generation.OPTIONS, clock)
    begin = clock.monotonic()
    for _ in range(27):
        await budget.take("portfolio")
    for _ in range(200):
        await budget.take("ping")
    await budget.take("buy")
    assert clock.monotonic() == begin
    await budget.take("portfolio")
    assert clock.monotonic() == begin + 60


async def test_a_rate_limit_earned_all_the_same_rests_the_row_longer_each_time() -> None:
    clock = FakeClock()
    budget = Budget(Generation.OPTIONS, clock)
    waits = []
    for _ in range(5):
        begin = clock.monotonic()
        budget.penalise("statement")
        await budget.take("statement")
        waits.append(clock.monotonic() - begin)
    assert waits == [10, 20, 40, 60, 60]
    clock.advance(3_700)
    begin = clock.monotonic()
    budget.penalise("statement")
    await budget.take("balance")
    assert clock.monotonic() - begin == 10
