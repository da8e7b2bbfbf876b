"""What one connection of the simulated Deriv is told, without its socket."""

import json
from random import Random

import pytest

from abutre.simulator.accounts import Accounts
from abutre.simulator.actions import Send
from abutre.simulator.caller import Caller, House
from abutre.simulator.errors import ApiError
from abutre.simulator.exchange import Exchange
from abutre.simulator.generation import OPTIONS_API
from abutre.simulator.market import DAY, Market
from abutre.simulator.session import Session
from tests.simulated_exchange import START, Bench, terms, ticks


class Connected:
    """A caller of `exchange`, and the host's clock."""

    def __init__(self, exchange: Exchange) -> None:
        self.host = 0.0
        random = Random(1)  # noqa: S311 (ids, no secrets)
        house = House(exchange=exchange, random=random, monotonic=lambda: self.host)
        self.caller = Caller(house=house, generation=OPTIONS_API, app_id=1)


def test_a_quote_without_a_stream_lasts_a_minute_and_one_with_a_stream_stays() -> None:
    bench = Bench(ticks("60.00"))
    connected = Connected(bench.exchange)
    quoted = bench.exchange.quote(terms())
    connected.caller.keep_quote("once", quoted, streamed=False)
    connected.caller.keep_quote("streamed", quoted, streamed=True)

    connected.host = 60.0
    assert connected.caller.quote("once") == quoted

    connected.host = 60.1
    with pytest.raises(ApiError, match="InvalidContractProposal"):
        connected.caller.quote("once")
    assert connected.caller.quote("streamed") == quoted


def test_a_market_of_one_symbol_lists_that_one() -> None:
    market = Market(seed=1, start=START, symbols=["R_75"])
    exchange = Exchange(market=market, accounts=Accounts(), clock_now=lambda: START)
    session = Session(caller=Connected(exchange).caller, socket="public")

    (told,) = session.receive('{"active_symbols": "brief"}').actions

    assert isinstance(told, Send)
    assert [row["underlying_symbol"] for row in told.frame["active_symbols"]] == ["R_75"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"granularity": 300}, START - DAY),
        ({"count": 2000}, START - DAY),
        ({"granularity": 300, "count": 300}, START - 299 * 300),
    ],
)
def test_candles_without_a_start_reach_back_a_day_unless_count_and_granularity_are_told(
    asked: dict[str, int], first: int
) -> None:
    market = Market(seed=1, start=START, symbols=["R_75"])
    exchange = Exchange(market=market, accounts=Accounts(), clock_now=lambda: START)
    session = Session(caller=Connected(exchange).caller, socket="public")
    request = {"ticks_history": "R_75", "end": "latest", "style": "candles", **asked}

    (told,) = session.receive(json.dumps(request)).actions

    assert isinstance(told, Send)
    assert told.frame["candles"][0]["epoch"] == first
