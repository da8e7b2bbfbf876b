"""Prices made hour by hour, in any order."""

import pytest

from abutre.simulator.market import DAY, Market
from abutre.simulator.symbols import SYMBOLS
from abutre.simulator.walk import Walk
from tests.simulated_exchange import START


@pytest.mark.parametrize("symbol", ["R_100", "1HZ100V"])
def test_any_hour_is_the_same_whichever_was_made_before_it(symbol: str) -> None:
    forward, backward = (Walk(SYMBOLS[symbol], 3, START) for _ in range(2))
    hours = [(START + first, START + first + 7000) for first in range(-2 * DAY, 2 * DAY, 36_000)]

    before = {span: backward.between(*span) for span in reversed(hours)}

    assert {span: forward.between(*span) for span in hours} == before


@pytest.mark.parametrize("symbol", ["R_100", "1HZ100V", "R_10"])
def test_a_market_of_centuries_still_moves_by_many_pips(symbol: str) -> None:
    market = Market(seed=2, start=START, symbols=[symbol])
    for year in (1, 10, 100, 300):
        market.skip(START + year * 365 * DAY)
        assert len(set(market.candles(symbol, 60, None, None, 10))) == 10
        assert market.last(symbol).quote > SYMBOLS[symbol].initial_quote / 20
