"""From the system's units to the wire's and back again."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abutre.adapters.web import units

MONEY = st.integers(-(10**15), 10**15)


@given(MONEY)
def test_money_has_two_decimals_at_most_and_comes_back(minor: int) -> None:
    amount = units.money(minor)

    assert Decimal(json.dumps(amount)) * 100 == minor
    assert units.minor_units(amount) == minor


@given(st.integers(1, 10**15), st.integers(0, 6))
def test_a_price_is_exact_in_the_decimals_of_its_symbol_and_comes_back(pips: int, decimals: int) -> None:
    assert Decimal(json.dumps(units.price(pips, decimals))) * 10**decimals == pips
    assert units.pips(units.price(pips, decimals), decimals) == pips


@given(st.integers(0, 10**11))
def test_a_timestamp_comes_back(epoch: int) -> None:
    text = units.timestamp(epoch)

    assert len(text) == len("2025-01-21T14:30:00Z")
    assert units.epoch(text) == epoch


@given(st.integers(1, 10**8))
def test_break_even_is_rounded_once_half_up(rate_ppm: int) -> None:
    exact = Decimal(100) * 1_000_000 / (1_000_000 + rate_ppm)

    assert abs(Decimal(json.dumps(units.break_even(rate_ppm))) - exact) <= Decimal("0.005")


@pytest.mark.parametrize(("rate_ppm", "percent"), [(950_000, 51.28), (923_000, 52.0), (1_000_000, 50.0)])
def test_break_even_is_what_must_be_won_to_lose_nothing(rate_ppm: int, percent: float) -> None:
    assert units.break_even(rate_ppm) == percent


@pytest.mark.parametrize(
    ("count", "parts", "shown"), [(9, 1, 9.0), (9, 4, 2.25), (9, 8, 1.13), (1, 512, 0.0), (0, 1, 0.0)]
)
def test_a_share_is_rounded_half_up(count: int, parts: int, shown: float) -> None:
    assert units.share(count, parts) == shown


@pytest.mark.parametrize(("value", "minor"), [(0.145, 15), (0.144999, 14), (-0.145, -15), (1, 100)])
def test_figures_with_too_many_decimals_are_rounded_half_up(value: float, minor: int) -> None:
    assert units.minor_units(value) == minor


def test_nothing_is_never_negative() -> None:
    assert json.dumps([units.money(0), units.percent(0), units.price(0, 2)]) == "[0.0, 0.0, 0.0]"
