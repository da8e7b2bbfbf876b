from decimal import Decimal
from itertools import pairwise

import pytest

from abutre.simulator.errors import ApiError
from abutre.simulator.market import DAY, Market
from abutre.simulator.symbols import SYMBOLS
from abutre.simulator.values import Tick
from tests.simulated_exchange import START, ticks

NOON = START + 1
"""An odd second, between two ticks of R_*."""


def quotes(found: list[Tick]) -> list[Decimal]:
    return [tick.quote for tick in found]


@pytest.mark.parametrize("symbol", list(SYMBOLS))
def test_a_symbol_ticks_on_its_beat_and_in_its_pip(symbol: str) -> None:
    market = Market(seed=1, start=NOON, symbols=[symbol])

    new = market.advance(NOON + 20)

    beat = SYMBOLS[symbol].tick_interval
    assert [tick.epoch for tick in new] == list(range(NOON + 1, NOON + 21, beat))
    assert all(tick.quote.as_tuple().exponent == -SYMBOLS[symbol].decimals for tick in new)


def test_ticks_of_all_symbols_come_in_the_order_of_time() -> None:
    new = Market(seed=1, start=NOON).advance(NOON + 10)

    assert len(new) == 5 * 5 + 5 * 10
    assert [tick.epoch for tick in new] == sorted(tick.epoch for tick in new)


def test_the_same_seed_gives_the_same_prices_whatever_else_is_traded() -> None:
    alone = Market(seed=3, start=NOON, symbols=["R_100"])
    among_others = Market(seed=3, start=NOON)

    for _ in range(10):
        among_others.advance(among_others.now + 1)
    alone.advance(NOON + 10)

    assert alone.ticks("R_100", 1, None) == among_others.ticks("R_100", 1, None)


def test_another_seed_and_another_symbol_give_other_prices() -> None:
    first, second = (Market(seed=seed, start=START) for seed in (1, 2))
    first.advance(START + 100)
    second.advance(START + 100)

    steps = [
        [later - sooner for sooner, later in pairwise(row)]
        for row in (
            quotes(first.ticks("R_100", START, None)),
            quotes(second.ticks("R_100", START, None)),
            quotes(first.ticks("R_75", START, None)),
        )
    ]

    assert steps[0] != steps[1]
    assert [step > 0 for step in steps[0]] != [step > 0 for step in steps[2]]


def test_time_does_not_go_back() -> None:
    market = Market(seed=1, start=START)
    market.advance(START + 10)

    assert market.advance(START) == []
    assert market.now == START + 10


def test_the_past_reaches_as_far_as_asked_and_joins_the_present_without_a_jump() -> None:
    market = Market(seed=5, start=NOON, history_seconds=3600, symbols=["R_100"])
    market.advance(NOON + 3000)

    found = market.ticks("R_100", 1, None, 5000)

    assert [tick.epoch for tick in found] == list(range(NOON - 3599, NOON + 3000, 2))
    steps = [abs(later - sooner) for sooner, later in zip(quotes(found[:-1]), quotes(found[1:]), strict=True)]
    assert max(steps) < Decimal(2)


def test_the_past_is_no_mirror_of_the_future() -> None:
    market = Market(seed=5, start=START, history_seconds=200, symbols=["R_100"])
    market.advance(START + 200)

    found = quotes(market.ticks("R_100", 1, None))

    ups = [later > sooner for sooner, later in pairwise(found)]
    agreed = sum(before == after for before, after in zip(ups[:100], ups[:99:-1], strict=True))
    assert 30 < agreed < 70


def test_the_past_is_the_same_whenever_it_is_first_asked_for() -> None:
    soon, late = (Market(seed=5, start=START, history_seconds=3600, symbols=["R_100"]) for _ in range(2))
    before = soon.ticks("R_100", 1, START)
    late.advance(START + 100)

    assert late.ticks("R_100", 1, START) == before


def test_ticks_are_the_latest_of_the_span() -> None:
    market = Market(seed=1, start=START, symbols=["R_100"])

    found = market.ticks("R_100", START - 100, START - 10, 3)

    assert [tick.epoch for tick in found] == [START - 14, START - 12, START - 10]


def test_without_a_start_ticks_reach_back_one_day() -> None:
    market = Market(seed=1, start=START, symbols=["R_100"])

    assert market.ticks("R_100", None, START - DAY - 2000, 5)[-1].epoch == START - DAY - 2000
    assert market.ticks("R_100", None, START - 2 * DAY, 5000)[0].epoch == START - 2 * DAY - 9998
    assert market.ticks("R_100", None, START - 3 * DAY + 10, 5000)[0].epoch == START - 3 * DAY


def test_an_answer_has_1000_ticks_as_a_rule_and_5000_at_most() -> None:
    market = Market(seed=1, start=START, symbols=["R_100"])

    assert len(market.ticks("R_100", 1, None)) == 1000
    assert len(market.ticks("R_100", 1, None, 9999)) == 5000
    assert len(market.candles("R_100", 60, 1, None, 9999)) == 4321


def test_a_start_behind_the_end_is_refused() -> None:
    market = Market(seed=1, start=START, symbols=["R_100"])

    with pytest.raises(ApiError, match="InvalidStartEnd"):
        market.ticks("R_100", START - 10, START - 20)


def test_an_unknown_symbol_is_refused() -> None:
    with pytest.raises(ApiError, match="InvalidSymbol"):
        Market(seed=1, start=START).last("R_101")


def test_candles_hold_the_ticks_of_their_minute_and_the_last_one_forms() -> None:
    recorded = ticks("100.00", "103.00", "99.00", start=START) + ticks("101.00", "102.00", start=START + 60)
    market = Market(seed=1, start=START, recorded={"R_100": recorded}, symbols=["R_100"])
    market.advance(START + 62)

    closed, forming = market.candles("R_100", 60, START, None)

    assert (closed.open_time, closed.epoch, closed.last_epoch) == (START, START, START + 4)
    assert (closed.open, closed.high, closed.low, closed.close) == tuple(
        map(Decimal, ("100.00", "103.00", "99.00", "99.00"))
    )
    assert (forming.open_time, forming.last_epoch, forming.close) == (
        START + 60,
        START + 62,
        Decimal("102.00"),
    )


def test_a_first_candle_is_partial_when_the_start_is_within_it() -> None:
    recorded = ticks("100.00", "103.00", "99.00", start=START)
    market = Market(seed=1, start=START + 5, recorded={"R_100": recorded}, symbols=["R_100"])

    (partial,) = market.candles("R_100", 60, START + 3, None)

    assert (partial.open_time, partial.epoch, partial.open) == (START, START + 3, Decimal("99.00"))


def test_a_minute_without_ticks_has_no_candle() -> None:
    recorded = ticks("100.00", start=START) + ticks("101.00", start=START + 120)
    market = Market(seed=1, start=START + 130, recorded={"R_100": recorded}, symbols=["R_100"])

    found = market.candles("R_100", 60, None, None, 5)

    assert [candle.open_time for candle in found] == [START, START + 120]


def test_candles_without_a_start_are_as_many_as_asked() -> None:
    market = Market(seed=1, start=START + 7, symbols=["R_100"])

    found = market.candles("R_100", 60, None, None, 5)

    assert [candle.epoch for candle in found] == list(range(START - 240, START + 1, 60))


def test_many_candles_without_a_start_reach_back_beyond_a_day() -> None:
    market = Market(seed=1, start=START, symbols=["R_100"])

    assert len(market.candles("R_100", 3600, None, None, 48)) == 48
    assert market.candles("R_100", 3600, None, None)[0].epoch == START - DAY


def test_a_gap_hides_ticks_while_prices_move_on() -> None:
    whole, broken = (Market(seed=1, start=START, symbols=["R_100", "R_75"]) for _ in range(2))
    broken.gap("R_100", 6)
    whole.advance(START + 20)
    broken.advance(START + 20)

    seen = broken.ticks("R_100", START, None)

    assert [tick.epoch - START for tick in seen] == [0, 8, 10, 12, 14, 16, 18, 20]
    assert set(quotes(seen)) <= set(quotes(whole.ticks("R_100", START, None)))
    assert seen[-1] == whole.last("R_100")
    assert broken.ticks("R_75", START, None) == whole.ticks("R_75", START, None)


def test_a_gap_of_the_whole_feed_hides_every_symbol() -> None:
    market = Market(seed=1, start=START)
    market.gap(None, 60)

    assert market.advance(START + 60) == []
    assert {tick.symbol for tick in market.advance(START + 62)} == set(SYMBOLS)


def test_recorded_ticks_are_shown_as_they_were_and_then_the_symbol_is_silent() -> None:
    recorded = ticks("100.00", "100.10", "100.20", "100.30")
    market = Market(seed=1, start=START + 2, recorded={"R_100": recorded}, symbols=["R_100"])

    assert quotes(market.ticks("R_100", 1, None)) == [Decimal("100.00"), Decimal("100.10")]
    assert quotes(market.advance(START + 600)) == [Decimal("100.20"), Decimal("100.30")]
    assert market.last("R_100").epoch == START + 6


def test_a_recording_that_lies_ahead_is_a_closed_market() -> None:
    market = Market(seed=1, start=START - 10, recorded={"R_100": ticks("100.00")}, symbols=["R_100"])

    with pytest.raises(ApiError, match="MarketIsClosed"):
        market.last("R_100")


def test_old_ticks_are_forgotten_but_never_those_of_the_history() -> None:
    market = Market(seed=1, start=START, history_seconds=600, symbols=["R_100"])
    market.advance(START + 3000)

    found = market.ticks("R_100", 1, None)

    assert found[-1].epoch == START + 3000
    assert START + 1800 <= found[0].epoch <= START + 2400


def test_skipping_time_leads_to_the_same_prices() -> None:
    slow, fast = (Market(seed=1, start=START, symbols=["R_100"]) for _ in range(2))
    slow.advance(START + 1000)
    fast.skip(START + 1000)

    assert fast.now == START + 1000
    assert fast.ticks("R_100", START, None) == slow.ticks("R_100", START, None)
