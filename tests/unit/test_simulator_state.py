import json
from typing import Any

import pytest

from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.exchange import Exchange
from abutre.simulator.happenings import Happening, TickHappened
from abutre.simulator.ledger import StatementFilter
from abutre.simulator.state import dump, load, time_of
from tests.simulated_exchange import START, Bench, ticks


def written(bench: Bench) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(dump(bench.exchange)))
    return document


def restarted(bench: Bench) -> Exchange:
    bench.exchange.drain()
    return load(written(bench), clock_now=lambda: bench.time, recorded=bench.recorded)


def busy_bench() -> Bench:
    """Contracts that wait, run, are expired and closed."""
    bench = Bench()
    bench.buy("CALL", duration=15, duration_unit="s")
    bench.run(20)
    bench.market.gap("R_100", 6)
    bench.buy("PUT", duration=15, duration_unit="s")
    bench.buy("CALL", symbol="1HZ100V", duration=10, duration_unit="t")
    bench.run(8)
    bench.buy("PUTE")
    bench.run(7)
    bench.buy("CALLE", duration=5, duration_unit="t")
    return bench


def test_a_restarted_exchange_goes_on_as_if_nothing_had_been() -> None:
    bench = busy_bench()
    again = restarted(bench)

    def rest(exchange: Exchange) -> list[Happening]:
        return exchange.advance(bench.time + 100)

    expected = rest(bench.exchange)
    assert rest(again) == expected
    assert {type(one) for one in expected} > {TickHappened}
    (account,) = [one for one in again.accounts.all() if one.kind == "demo"]
    assert account.balance == bench.demo.balance
    assert again.portfolio(account) == []
    assert again.statement(account, StatementFilter()) == bench.exchange.statement(
        bench.demo, StatementFilter()
    )


def test_a_restarted_market_shows_the_same_past() -> None:
    bench = busy_bench()
    again = restarted(bench)

    assert time_of(written(bench)) == bench.time == again.market.now
    for symbol in bench.market.symbols:
        assert again.market.ticks(symbol, 1, None) == bench.market.ticks(symbol, 1, None)


def test_a_restarted_recording_goes_on_where_it_was() -> None:
    bench = Bench(ticks(*[f"{100 - number / 100:.2f}" for number in range(100)]))
    bought = bench.buy("PUT")
    bench.run(30)

    again = restarted(bench)
    again.advance(START + 70)

    account = again.accounts.get("DOT90000001")
    assert again.contract(account, bought.contract_id).status == "won"


@pytest.mark.parametrize("change", [{"version": 2}, {"seed": "x"}, {"contracts": [{}]}])
def test_another_document_is_refused_with_the_field_that_is_wrong(change: dict[str, Any]) -> None:
    document = written(Bench()) | change

    with pytest.raises(SimulatorFileError, match=f"no state of this simulator: {next(iter(change))}"):
        load(document, clock_now=lambda: START)
