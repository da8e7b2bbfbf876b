"""The wire's numbers and texts from the system's units, and back: floats exist from here on only."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

_HUNDREDTH = 100
_MILLION = 1_000_000
_ISO = "%Y-%m-%dT%H:%M:%SZ"


def money(minor: int) -> float:
    """Minor units as an amount with at most two decimals."""
    return minor / _HUNDREDTH


def optional_money(minor: int | None) -> float | None:
    """As `money`; None stays None."""
    return None if minor is None else money(minor)


def percent(basis_points: int) -> float:
    """Hundredths of a percent as a percentage with at most two decimals."""
    return basis_points / _HUNDREDTH


def price(pips: int, decimals: int) -> float:
    """Pips as a quote of a symbol with so many decimals."""
    return pips / float(10**decimals)


def optional_price(pips: int | None, decimals: int) -> float | None:
    """As `price`; None stays None."""
    return None if pips is None else price(pips, decimals)


def timestamp(epoch: int) -> str:
    """Epoch seconds as ISO 8601 UTC, whole seconds, with a Z."""
    return datetime.fromtimestamp(epoch, tz=UTC).strftime(_ISO)


def optional_timestamp(epoch: int | None) -> str | None:
    """As `timestamp`; None stays None."""
    return None if epoch is None else timestamp(epoch)


def trade_id(number: int) -> str:
    """A trade's number as the wire names it, `T12345`."""
    return f"T{number}"


def payout_rate(rate_ppm: int) -> float:
    """Millionths as profit per stake."""
    return rate_ppm / _MILLION


def break_even(rate_ppm: int) -> float:
    """Share of contracts that must win to lose nothing at this payout rate: percent, rounded half up."""
    whole = _MILLION + rate_ppm
    return percent((2 * 100 * _HUNDREDTH * _MILLION + whole) // (2 * whole))


def share(count: int, parts: int) -> float:
    """A count divided, with at most two decimals, rounded half up."""
    return (2 * _HUNDREDTH * count + parts) // (2 * parts) / _HUNDREDTH


def minor_units(amount: float) -> int:
    """The inverse of `money`; further decimals are rounded half up."""
    return _scaled(amount, 2)


def basis_points(percentage: float) -> int:
    """The inverse of `percent`; further decimals are rounded half up."""
    return _scaled(percentage, 2)


def pips(quote: float, decimals: int) -> int:
    """The inverse of `price`; further decimals are rounded half up."""
    return _scaled(quote, decimals)


def epoch(text: str) -> int:
    """The inverse of `timestamp`.

    Raises:
        ValueError: the text is not a moment in that form.
    """
    return int(datetime.strptime(text, _ISO).replace(tzinfo=UTC).timestamp())


def trade_number(text: str) -> int:
    """The inverse of `trade_id`."""
    return int(text.removeprefix("T"))


def _scaled(value: float, digits: int) -> int:
    return int(Decimal(repr(value)).scaleb(digits).quantize(Decimal(1), ROUND_HALF_UP))
