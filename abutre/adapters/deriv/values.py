"""Numbers as Deriv writes them (number or text) to the integers used inside, and back."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from abutre.adapters.deriv.errors import BadFrameError

_LARGEST = Decimal(10) ** 15


def to_decimal(value: object) -> Decimal | None:
    """A number or a numeric text; None stays None.

    Raises:
        BadFrameError: anything else, and what is not finite.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise BadFrameError(f"expected a number, found {type(value).__name__}")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BadFrameError("expected a number, found other text") from None
    if not number.is_finite() or abs(number) > _LARGEST:
        raise BadFrameError("a number that no price or amount can be")
    return number


def to_units(value: object, decimals: int) -> int | None:
    """Pips (with a symbol's decimals) or minor units (with 2), rounded half up; None stays None."""
    number = to_decimal(value)
    return None if number is None else in_units(number, decimals)


def in_units(number: Decimal, decimals: int) -> int:
    """As `to_units`, of a number."""
    return int(number.scaleb(decimals).quantize(Decimal(1), ROUND_HALF_UP))


def to_minor(value: object) -> int | None:
    """Minor units of an amount; None stays None."""
    return to_units(value, 2)


def to_wire(minor: int) -> float:
    """An amount of minor units as the JSON number that prints with at most two decimals."""
    return minor / 100


def needed(value: int | None, what: str) -> int:
    """`value`, which must be there.

    Raises:
        BadFrameError: it is not; the text names `what`.
    """
    if value is None:
        raise BadFrameError(f"{what} is missing")
    return value


def whole(body: Mapping[str, object], key: str) -> int | None:
    """A whole number, such as an epoch or an id; None when it is absent or null."""
    number = to_decimal(body.get(key))
    if number is not None and number != int(number):
        raise BadFrameError(f"{key} is not a whole number")
    return None if number is None else int(number)


def text(body: Mapping[str, object], key: str) -> str:
    """A text; empty when it is absent, null or no text."""
    value = body.get(key)
    return value if isinstance(value, str) else ""


def section(body: Mapping[str, object], key: str) -> Mapping[str, object]:
    """A nested object; empty when it is absent or none."""
    value = body.get(key)
    return value if isinstance(value, Mapping) else {}


def rows(body: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    """A list of objects.

    Raises:
        BadFrameError: it is not one.
    """
    value = body.get(key)
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        raise BadFrameError(f"{key} is not a list of objects")
    return value
