import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abutre.simulator.pricing import bid_price, payout, stake_for
from abutre.simulator.symbols import SYMBOLS

FRAMES = Path(__file__).parents[2].parent / "shared" / "deriv" / "frames"
UNITS = {"s": 1, "m": 60, "h": 3600}

recorded = pytest.mark.skipif(not FRAMES.is_dir(), reason="the recorded payouts are not on this machine")


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FRAMES / name).read_text(encoding="utf-8"))
    assert found
    return found


def commission(date: str) -> Decimal:
    """The published history of `c`: it went up twice."""
    return Decimal("0.012" if date < "2025-10" else "0.014" if date < "2026" else "0.020")


def seconds(symbol: str, duration: str) -> int:
    number, unit = int(duration[:-1]), duration[-1]
    return number * (SYMBOLS[symbol].tick_interval if unit == "t" else UNITS[unit])


@recorded
def test_every_checked_payout_comes_out_to_the_cent() -> None:
    for row in rows("payout_formula_check.json"):
        paid = payout(
            Decimal(str(row["stake"])),
            symbol=row["symbol"],
            contract_type=row["contract"],
            seconds=row["seconds"],
            commission=Decimal(str(row["c"])),
        )

        assert paid == Decimal(str(row["observed"])), row


@recorded
def test_every_observed_payout_comes_out_to_the_cent() -> None:
    """But for grade C: averages and quotes through an app that adds its own markup, no payouts of Deriv."""
    observed = [row for row in rows("payouts_observed.json") if not row["grade"].startswith("C")]

    for row in observed:
        paid = payout(
            Decimal(str(row["stake"])),
            symbol=row["symbol"],
            contract_type=row["contract"],
            seconds=seconds(row["symbol"], row["duration"]),
            commission=commission(row["date"]),
        )

        assert paid == Decimal(str(row["payout"])), row
    assert len(observed) == 26


@recorded
def test_the_bid_of_a_recorded_running_contract_comes_out_to_the_cent() -> None:
    frame = json.loads((FRAMES / "poc_inner_R_10_PUT_30m_open_20251023.json").read_text(encoding="utf-8"))

    bid = bid_price(
        symbol=frame["underlying"],
        contract_type=frame["contract_type"],
        payout=Decimal(str(frame["payout"])),
        entry=Decimal(frame["entry_spot_display_value"]),
        spot=Decimal(frame["current_spot_display_value"]),
        seconds=frame["date_expiry"] - frame["current_spot_time"],
        commission=Decimal("0.014"),
    )

    assert bid == Decimal(str(frame["bid_price"]))


def test_one_minute_pays_19_24_for_10_and_66_cents_for_the_smallest_stake() -> None:
    ten, smallest = (
        payout(Decimal(stake), symbol="R_100", contract_type="CALL", seconds=60) for stake in ("10", "0.35")
    )

    assert (ten, smallest) == (Decimal("19.24"), Decimal("0.66"))


@pytest.mark.parametrize(("strict", "equals"), [("CALL", "CALLE"), ("PUT", "PUTE")])
def test_allowing_equals_pays_less(strict: str, equals: str) -> None:
    paid = [payout(Decimal(100), symbol="R_100", contract_type=kind, seconds=60) for kind in (strict, equals)]

    assert Decimal(150) < paid[1] < paid[0]


@given(
    amount=st.decimals(min_value=1, max_value=50_000, places=2),
    symbol=st.sampled_from(sorted(SYMBOLS)),
    kind=st.sampled_from(["CALL", "PUT", "CALLE", "PUTE"]),
    length=st.integers(min_value=1, max_value=86_400),
)
def test_the_stake_for_a_payout_pays_it(amount: Decimal, symbol: str, kind: str, length: int) -> None:
    stake = stake_for(amount, symbol=symbol, contract_type=kind, seconds=length)

    paid = payout(stake, symbol=symbol, contract_type=kind, seconds=length)

    assert abs(paid - amount) <= Decimal("0.02")


def test_a_bid_follows_the_spot_and_stays_below_the_payout() -> None:
    bids = [
        bid_price(
            symbol="R_100",
            contract_type="CALL",
            payout=Decimal("19.24"),
            entry=Decimal("1000.00"),
            spot=Decimal(spot),
            seconds=30,
            commission=Decimal("0.020"),
        )
        for spot in ("990.00", "999.00", "1000.00", "1001.00", "1010.00")
    ]

    assert bids == sorted(bids)
    assert bids[0] == 0
    assert bids[-1] < Decimal("19.24")
