"""How contracts live and end, on ticks that are written down."""

from decimal import Decimal
from typing import Any

import pytest

from abutre.simulator.contracts import Contract, Phase
from abutre.simulator.happenings import ContractChanged, Happening, TickHappened
from tests.simulated_exchange import START, Bench, ticks

QUARTER: dict[str, Any] = {"duration": 15, "duration_unit": "s"}
"""15 seconds: from START to START + 15; its last tick is at START + 14."""


def quarter(entry: str, exit_: str) -> list[tuple[int, Decimal]]:
    """Ticks on which a contract of 15 seconds bought at START enters and exits at these quotes."""
    return ticks("50.00", entry, "70.00", "70.00", "70.00", "70.00", "70.00", exit_, "90.00", "10.00")


def frames(happenings: list[Happening]) -> list[tuple[Phase, int]]:
    return [(one.phase, one.at - START) for one in happenings if isinstance(one, ContractChanged)]


def ended(bench: Bench, contract: Contract) -> Contract:
    bench.run(60)
    return bench.now(contract)


def test_the_entry_is_the_first_tick_after_the_start_and_the_exit_the_last_before_the_end() -> None:
    bench = Bench(quarter("60.00", "60.01"))

    contract = ended(bench, bench.buy(**QUARTER))

    assert contract.entry is not None
    assert contract.exit is not None
    assert (contract.entry.epoch, contract.exit.epoch) == (START + 2, START + 14)
    assert contract.status == "won"


def test_a_tick_at_the_very_end_is_the_exit() -> None:
    bench = Bench(quarter("60.00", "60.01"))

    contract = ended(bench, bench.buy(duration=16, duration_unit="s"))

    assert contract.exit is not None
    assert (contract.exit.epoch, contract.exit.quote) == (START + 16, Decimal("90.00"))


@pytest.mark.parametrize(
    ("move", "winners"),
    [("60.01", {"CALL", "CALLE"}), ("60.00", {"CALLE", "PUTE"}), ("59.99", {"PUT", "PUTE"})],
)
def test_a_strict_contract_loses_on_a_tie_and_one_that_allows_equals_wins(
    move: str, winners: set[str]
) -> None:
    bench = Bench(quarter("60.00", move))
    bought = {kind: bench.buy(kind, **QUARTER) for kind in ("CALL", "PUT", "CALLE", "PUTE")}

    bench.run(60)

    ends = {kind: bench.now(contract) for kind, contract in bought.items()}
    assert {kind for kind, contract in ends.items() if contract.status == "won"} == winners
    for kind, contract in ends.items():
        assert contract.sell_price == (contract.payout if kind in winners else 0)
        assert contract.status in {"won", "lost"}


def test_a_contract_of_ticks_ends_with_the_nth_tick_after_its_entry() -> None:
    bench = Bench(ticks("50.00", "60.00", "61.00", "62.00", "63.00", "64.00"))

    contract = ended(bench, bench.buy("PUT", duration=3, duration_unit="t"))

    assert [str(tick.quote) for tick in contract.tick_stream] == ["60.00", "61.00", "62.00", "63.00"]
    assert contract.exit == contract.tick_stream[-1]
    assert contract.date_expiry == START + 8
    assert contract.status == "lost"
    assert contract.shortcode == f"PUT_R_100_19.23_{START}_3T_S0P_0"


def test_a_contract_goes_through_its_four_phases_with_one_frame_per_tick() -> None:
    bench = Bench(quarter("60.00", "60.01"))
    contract = bench.buy(**QUARTER)

    told = frames(bench.run(60))

    settled = bench.now(contract).sell_time
    assert settled is not None
    running = [(Phase.RUNNING, second) for second in range(2, 15, 2)]
    assert told[:9] == [(Phase.WAITING, 0), *running, (Phase.EXPIRED, 15)]
    assert set(told[9:-1]) <= {(Phase.EXPIRED, 16), (Phase.EXPIRED, 18)}
    assert told[-1] == (Phase.CLOSED, settled - START)
    assert len(told) == len(set(told))


def test_a_tick_on_the_expiry_is_told_once() -> None:
    bench = Bench(quarter("60.00", "60.01"))
    bench.buy(duration=16, duration_unit="s")

    told = frames(bench.run(16))

    assert told[-2:] == [(Phase.RUNNING, 14), (Phase.EXPIRED, 16)]


def test_settlement_comes_one_to_three_seconds_after_the_end() -> None:
    bench = Bench(quarter("60.00", "60.01"))
    bought = [bench.buy(**QUARTER) for _ in range(30)]

    bench.run(60)

    delays = {(bench.now(contract).sell_time or 0) - contract.date_expiry for contract in bought}
    assert delays == {1, 2, 3}


def test_an_expired_contract_is_open_until_it_is_settled() -> None:
    bench = Bench(quarter("60.00", "60.01"))
    bought = bench.buy(**QUARTER)

    bench.run(15)

    contract = bench.now(bought)
    assert (contract.is_expired, contract.is_sold, contract.status) == (True, False, "open")
    assert bench.exchange.portfolio(bench.demo) == [contract]
    assert bench.exchange.bid_price(contract) == contract.payout


def test_frames_say_what_was_true_at_their_time() -> None:
    bench = Bench(quarter("60.00", "60.01"))
    bench.buy(**QUARTER)

    told = bench.run(60)

    ticks_so_far = None
    for one in told:
        if isinstance(one, TickHappened):
            ticks_so_far = one.tick
        elif isinstance(one, ContractChanged) and ticks_so_far is not None and one.at > START:
            assert one.spot.epoch <= one.at
            if one.spot.symbol == ticks_so_far.symbol:
                assert one.spot == ticks_so_far


@pytest.mark.parametrize("quotes", [("50.00",), ("50.00", "60.00")])
def test_without_two_ticks_between_start_and_end_the_stake_is_given_back(quotes: tuple[str, ...]) -> None:
    bench = Bench(ticks(*quotes))

    contract = ended(bench, bench.buy(**QUARTER))

    assert (contract.status, contract.sell_price) == ("cancelled", Decimal("10.00"))
    assert bench.demo.balance == Decimal("1000.00")


def test_a_tick_after_the_end_is_no_entry() -> None:
    bench = Bench([*ticks("50.00"), *ticks("60.00", "61.00", start=START + 16)])

    contract = ended(bench, bench.buy(**QUARTER))

    assert contract.entry is None
    assert contract.status == "cancelled"


def test_a_contract_of_ticks_that_do_not_come_is_given_back_after_five_minutes() -> None:
    bench = Bench(ticks("50.00", "60.00", "61.00"))
    bought = bench.buy(duration=5, duration_unit="t")

    bench.run(299)
    waiting = bench.now(bought)
    bench.run(5)

    assert waiting.phase is Phase.RUNNING
    assert (bench.now(bought).status, bench.demo.balance) == ("cancelled", Decimal("1000.00"))


def test_a_gap_in_the_feed_moves_the_entry() -> None:
    bench = Bench()
    bench.market.gap("R_100", 10)

    contract = ended(bench, bench.buy(**QUARTER))

    assert contract.entry is not None
    assert contract.entry.epoch == START + 12
    assert contract.is_sold
