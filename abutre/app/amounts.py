"""Money and rates as a person types them, read exactly."""

from decimal import Decimal, InvalidOperation

from abutre.domain.settings import MAX_MONEY


def _scaled(found: object, *, digits: int, most: Decimal, expected: str) -> int:
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 < number <= most:
        raise ValueError(f"expected {expected}, found {str(found)!r}")
    scaled = number.scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"expected {expected}, found {str(found)!r}")
    return int(scaled)


def minor_units(found: object) -> int:
    """`2000` or `2000.50` in minor units.

    Raises:
        ValueError: not an amount above 0 with at most 2 decimals.
    """
    most = Decimal(MAX_MONEY).scaleb(-2)
    expected = f"an amount above 0, at most {most:f}, with at most 2 decimals"
    return _scaled(found, digits=2, most=most, expected=expected)


def rate_ppm(found: object) -> int:
    """`0.923` in millionths.

    Raises:
        ValueError: not a rate above 0, at most 100, with at most 6 decimals.
    """
    expected = "a rate above 0, at most 100, with at most 6 decimals, such as 0.923"
    return _scaled(found, digits=6, most=Decimal(100), expected=expected)


def money(minor: int) -> str:
    """Minor units as a person reads them: `2,000.00`."""
    return f"{Decimal(minor).scaleb(-2):,.2f}"


def rate(ppm: int) -> str:
    """Millionths as a person reads them: `0.923`."""
    return f"{Decimal(ppm).scaleb(-6).normalize():f}"
