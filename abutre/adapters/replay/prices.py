"""Exact prices: the text or the double that a file holds, as whole pips."""

from decimal import Decimal

MAX_PIPS = 10**15
"""Largest price the engine takes, pips."""

MAX_DECIMALS = 10
"""Most decimals a price may have when the symbol is not known."""

_LARGEST_INTEGER = 2**63 - 1
_TOLERANCE = 1e-6
"""How far, in pips, a double may be off the pip it stands for."""

_SHOWN = 40


class BadPriceError(ValueError):
    """Not a price, or not one of this symbol; the text says found and expected."""


def shown(found: object) -> str:
    """What was found, for a message: on one line, and not endless."""
    text = found.decode("ascii", "backslashreplace") if isinstance(found, bytes) else str(found)
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


class PriceScale:
    """Prices of a known number of decimals."""

    def __init__(self, *, decimals: int, advice: str, limit: int = MAX_PIPS) -> None:
        """Read prices as multiples of 10**-decimals.

        Args:
            decimals: digits behind the point of a pip, 0 … 10.
            advice: what a message about a price with more decimals tells the user.
            limit: largest price, pips.
        """
        self.decimals = decimals
        self._advice = advice
        self._limit = limit

    def from_text(self, text: bytes) -> int:
        """Pips of a decimal such as `619.51`.

        Raises:
            BadPriceError: not a decimal above 0, more decimals than a pip has, or too large.
        """
        whole, point, fraction = text.partition(b".")
        if not whole.isdigit() or (point and not fraction.isdigit()):
            raise self._not_a_price(text)
        missing = self.decimals - len(fraction)
        if missing < 0:
            if fraction[self.decimals :].strip(b"0"):
                raise self._too_fine(text)
            return self._bounded(int(whole + fraction[: self.decimals]), text)
        return self._bounded(int(whole + fraction) * 10**missing, text)

    def from_number(self, number: int | float | None) -> int:  # noqa: PYI041 (told apart below)
        """Pips of a double or an integer.

        Raises:
            BadPriceError: null, NaN, not above 0, further than a millionth of a pip from the next pip, or
                too large.
        """
        scale = 10**self.decimals
        if isinstance(number, int):
            return self._bounded(number * scale, number)
        if number is None or not 0 < number <= self._limit / scale:
            raise self._not_a_price("null" if number is None else number)
        pips = round(number * scale)
        # A large double has less than the tolerance to spare, and is right if none is nearer to the pip.
        if number != pips / scale and abs(number * scale - pips) > _TOLERANCE:
            raise self._too_fine(number)
        return self._bounded(pips, number)

    def price(self, pips: int) -> str:
        """`pips` as the decimal it stands for."""
        return f"{Decimal(pips).scaleb(-self.decimals):f}"

    def _bounded(self, pips: int, found: object) -> int:
        if 0 < pips <= self._limit:
            return pips
        raise self._not_a_price(found)

    def _not_a_price(self, found: object) -> BadPriceError:
        most = self.price(self._limit)
        return BadPriceError(
            f"expected a price such as 619.51, above 0 and at most {most}, found {shown(found)}"
        )

    def _too_fine(self, found: object) -> BadPriceError:
        return BadPriceError(
            f"expected at most {self.decimals} decimals, found {shown(found)}; {self._advice}"
        )


class FinestScale(PriceScale):
    """Prices of a symbol that nobody named: with as many decimals as are kept at all."""

    def __init__(self) -> None:
        super().__init__(decimals=MAX_DECIMALS, advice="round the prices of the file", limit=_LARGEST_INTEGER)

    def from_number(self, number: int | float | None) -> int:  # noqa: PYI041 (told apart below)
        """As `PriceScale.from_number`, by the 15 digits that a double keeps of any decimal."""
        if not isinstance(number, float):
            return super().from_number(number)
        return self.from_text(f"{Decimal(f'{number:.15g}'):f}".encode())
