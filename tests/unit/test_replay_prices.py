"""Exact prices from text and doubles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abutre.adapters.replay.prices import MAX_PIPS, BadPriceError, FinestScale, PriceScale

CENTS = PriceScale(decimals=2, advice="use --symbol")


@pytest.mark.parametrize(
    ("text", "pips"),
    [(b"619.51", 61_951), (b"619.5", 61_950), (b"619", 61_900), (b"619.5100", 61_951), (b"0.01", 1)],
)
def test_a_decimal_is_whole_pips(text: bytes, pips: int) -> None:
    assert CENTS.from_text(text) == pips


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"abc", b"NaN", b"inf", b"-1", b"+1", b"0", b"0.00", b"1e3", b"1_000", b" 1", b"1,5", b".5"),
        *(b"1.", b"1.2.3", b"\xd9\xa1", b"\xff", b"0x10", b"9" * 20),
    ],
)
def test_what_is_no_price_is_refused_and_shown(text: bytes) -> None:
    with pytest.raises(BadPriceError, match=r"expected a price .* above 0 .* found '"):
        CENTS.from_text(text)


def test_more_decimals_than_the_symbol_has_are_refused_with_advice() -> None:
    with pytest.raises(BadPriceError, match=r"at most 2 decimals, found '53775\.4788'; use --symbol"):
        CENTS.from_text(b"53775.4788")
    with pytest.raises(BadPriceError, match=r"at most 2 decimals, found '53775\.4788'; use --symbol"):
        CENTS.from_number(53_775.4788)


@given(pips=st.integers(1, 10**11), decimals=st.integers(0, 4))
def test_text_double_and_integer_agree(pips: int, decimals: int) -> None:
    scale = PriceScale(decimals=decimals, advice="")
    text = scale.price(pips)
    assert scale.from_text(text.encode()) == pips
    assert scale.from_number(float(text)) == pips


@given(pips=st.integers(1, 9 * 10**8), decimals=st.integers(0, 10))
def test_the_finest_scale_reads_a_double_as_it_was_written(pips: int, decimals: int) -> None:
    text = PriceScale(decimals=decimals, advice="").price(pips)
    assert FinestScale().from_number(float(text)) == FinestScale().from_text(text.encode())


@pytest.mark.parametrize("number", [None, float("nan"), float("inf"), 0.0, -1.5, 1e300, 0, -3, 10**20])
def test_a_number_that_is_no_price_is_refused(number: float | None) -> None:
    for scale in (CENTS, FinestScale()):
        with pytest.raises(BadPriceError, match="expected a price"):
            scale.from_number(number)


def test_a_double_is_rounded_by_a_millionth_of_a_pip_at_most() -> None:
    assert CENTS.from_number(619.51 + 0.9e-8) == 61_951
    with pytest.raises(BadPriceError, match="at most 2 decimals"):
        CENTS.from_number(619.51 + 1.1e-8)


def test_the_noise_of_a_sum_of_doubles_is_no_decimal() -> None:
    assert FinestScale().from_number(0.1 + 0.2) == FinestScale().from_text(b"0.3")


def test_a_small_double_is_read_without_its_exponent() -> None:
    assert FinestScale().from_number(0.00001) == 100_000


def test_the_largest_price_is_the_engines() -> None:
    assert CENTS.from_text(b"10000000000000") == MAX_PIPS
    with pytest.raises(BadPriceError, match="at most 10000000000000"):
        CENTS.from_text(b"10000000000000.01")
