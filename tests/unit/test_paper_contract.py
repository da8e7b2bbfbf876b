"""How a paper contract ends (R16)."""

from collections.abc import Sequence

import pytest

from abutre.adapters.paper.contract import Contract, Ending
from abutre.domain.model import Candle, Direction, Outcome, Spots, Tick

START = 600


def ended(direction: Direction, items: Sequence[Tick | Candle]) -> tuple[Ending, int] | None:
    """How a contract bought at START ends on `items`, and after how many of them."""
    contract = Contract(direction=direction, stake=100, start=START)
    for count, item in enumerate(items, 1):
        after = contract.observe(item)
        if isinstance(after, Ending):
            return after, count
        contract = after
    return None


def outcome(direction: Direction, items: Sequence[Tick | Candle]) -> tuple[Outcome, int] | None:
    """As `ended`, without the prices."""
    end = ended(direction, items)
    return end and (end[0].outcome, end[1])


def ticks(*quotes: tuple[int, int]) -> list[Tick | Candle]:
    return [Tick(epoch=START + seconds, quote=quote) for seconds, quote in quotes]


def candle(open_time: int, open_: int, close: int) -> Candle:
    return Candle(open_time=open_time, open=open_, high=max(open_, close), low=min(open_, close), close=close)


@pytest.mark.parametrize(
    ("exit_", "call", "put"),
    [
        (101, Outcome.WON, Outcome.LOST),
        (99, Outcome.LOST, Outcome.WON),
        (100, Outcome.LOST, Outcome.LOST),
    ],
)
def test_strictly_higher_or_lower_wins_and_equal_loses(exit_: int, call: Outcome, put: Outcome) -> None:
    spots = ticks((2, 100), (30, 500), (60, exit_))
    assert outcome(Direction.CALL, spots) == (call, 3)
    assert outcome(Direction.PUT, spots) == (put, 3)
    candles = [candle(START, 100, exit_)]
    assert outcome(Direction.CALL, candles) == (call, 1)
    assert outcome(Direction.PUT, candles) == (put, 1)


def test_the_entry_spot_is_the_first_tick_after_the_start_second() -> None:
    assert outcome(Direction.CALL, ticks((-2, 999), (0, 999), (2, 100), (4, 1), (60, 101))) == (
        Outcome.WON,
        5,
    )


def test_the_exit_spot_is_the_last_tick_before_expiry_when_none_comes_at_it() -> None:
    assert outcome(Direction.CALL, ticks((1, 100), (59, 101), (61, 1))) == (Outcome.WON, 3)


def test_a_contract_with_one_spot_only_loses() -> None:
    assert outcome(Direction.CALL, ticks((30, 100), (90, 200))) == (Outcome.LOST, 2)
    assert outcome(Direction.CALL, ticks((60, 100))) == (Outcome.LOST, 1)


def test_a_contract_without_a_spot_is_refunded() -> None:
    assert outcome(Direction.CALL, ticks((0, 100), (61, 200))) == (Outcome.REFUNDED, 2)


def test_the_spots_are_those_that_decided() -> None:
    call, refund = Direction.CALL, Outcome.REFUNDED
    won, lost = (
        Ending(outcome=Outcome.WON, spots=Spots(entry=100, exit=101)),
        Ending(outcome=Outcome.LOST, spots=Spots(entry=9, exit=1)),
    )
    assert ended(call, ticks((0, 7), (2, 100), (30, 500), (59, 101), (61, 1))) == (won, 5)
    assert ended(call, [candle(START, 9, 1)]) == (lost, 1)
    assert ended(call, ticks((0, 100), (61, 200))) == (Ending(outcome=refund, spots=None), 2)


def test_a_repeated_tick_changes_nothing() -> None:
    assert outcome(Direction.CALL, ticks((2, 100), (2, 100), (58, 101), (58, 101), (60, 102))) == (
        Outcome.WON,
        5,
    )


def test_a_candle_that_opened_before_the_start_settles_nothing() -> None:
    assert outcome(Direction.CALL, [candle(START - 60, 1, 9)]) is None


def test_the_next_candle_there_is_settles() -> None:
    assert outcome(Direction.PUT, [candle(START + 180, 9, 1)]) == (Outcome.WON, 1)
