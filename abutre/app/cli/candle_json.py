"""Candles as JSON, `{"candles": [[open, close], …]}`, read exactly: no price passes through a float."""

import json
from array import array
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from abutre.domain.errors import MarketDataError

_MAX_DECIMALS = 10
_MAX_DIGITS = 25
_MAX_PRICE = 10**15
_LARGEST = 2**63 - 1


def is_json(path: Path) -> bool:
    """Whether the file begins like a JSON object."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip().startswith(b"{")
    except OSError as error:
        raise MarketDataError(
            str(path), None, f"expected a file of candles, found that it cannot be read ({error.strerror})"
        ) from None


def read_candle_json(path: Path) -> tuple["array[int]", "array[int]"]:
    """Opens and closes as whole multiples of one pip, the finest that any of them needs.

    Raises:
        MarketDataError: not JSON, not of this form, or a price that is none; names the candle.
    """
    prices = [price for pair in _pairs(path) for price in pair]
    decimals = max((_decimals(price) for price in prices), default=0)
    if prices and int(max(prices).scaleb(decimals)) > _LARGEST:
        raise MarketDataError(
            str(path), None, f"prices of up to {max(prices)} with {decimals} decimals are too large"
        )
    pips = array("q", (int(price.scaleb(decimals)) for price in prices))
    return pips[::2], pips[1::2]


def _pairs(path: Path) -> Iterator[tuple[Decimal, Decimal]]:
    for number, pair in enumerate(_candles(path)):
        if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 (open and close)
            raise _bad(path, number, pair, "[open, close]")
        yield _price(path, number, pair[0]), _price(path, number, pair[1])


def _candles(path: Path) -> list[object]:
    try:
        document = json.loads(path.read_bytes(), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise MarketDataError(str(path), None, f"expected JSON, found {error}") from None
    candles = document.get("candles") if isinstance(document, dict) else None
    if not isinstance(candles, list):
        raise MarketDataError(
            str(path), None, 'expected {"candles": [[open, close], ...]}, found something else'
        )
    return candles


def _price(path: Path, number: int, found: object) -> Decimal:
    expected = f"a price above 0, at most {_MAX_PRICE}, with at most {_MAX_DECIMALS} decimals"
    try:
        price = Decimal(found if isinstance(found, str) else found if isinstance(found, Decimal) else "NaN")
    except InvalidOperation:
        raise _bad(path, number, found, expected) from None
    if not price.is_finite() or not 0 < price <= _MAX_PRICE:
        raise _bad(path, number, found, expected)
    if len(price.as_tuple().digits) > _MAX_DIGITS or _decimals(price) > _MAX_DECIMALS:
        raise _bad(path, number, found, expected)
    return price


def _decimals(price: Decimal) -> int:
    exponent = price.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _bad(path: Path, number: int, found: object, expected: str) -> MarketDataError:
    shown = str(found)[:60]
    return MarketDataError(
        str(path), None, f"candle {number} (counted from 0): expected {expected}, found {shown!r}"
    )
