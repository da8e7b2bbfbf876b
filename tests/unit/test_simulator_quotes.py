"""How long a quote of the simulated Deriv can be bought."""

from random import Random

import pytest

from abutre.simulator.caller import Caller, House
from abutre.simulator.errors import ApiError
from abutre.simulator.generation import OPTIONS_API
from tests.simulated_exchange import Bench, terms, ticks


def test_a_quote_without_a_stream_lasts_a_minute_and_one_with_a_stream_stays() -> None:
    bench, host = Bench(ticks("60.00")), [0.0]
    house = House(exchange=bench.exchange, random=Random(1), monotonic=lambda: host[0])  # noqa: S311 (ids, no secrets)
    caller = Caller(house=house, generation=OPTIONS_API, app_id=1)
    quoted = bench.exchange.quote(terms())
    caller.keep_quote("once", quoted, streamed=False)
    caller.keep_quote("streamed", quoted, streamed=True)

    host[0] = 60.0
    assert caller.quote("once") == quoted

    host[0] = 60.1
    with pytest.raises(ApiError, match="InvalidContractProposal"):
        caller.quote("once")
    assert caller.quote("streamed") == quoted
