"""Exact roundings of the oracle: whole numbers and fractions only."""

from fractions import Fraction
from math import floor


def half_up(amount: Fraction) -> int:
    """The nearest whole number to a positive amount, halves up."""
    return floor(amount + Fraction(1, 2))


def half_away(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return half_up(value) if value >= 0 else -half_up(-value)


def hundredths_of_a_percent(part: int, whole: int) -> int:
    """`part` of `whole`; 0 of nothing."""
    return half_away(Fraction(part * 10_000, whole)) if whole > 0 else 0
