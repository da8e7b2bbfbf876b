"""The indices that the simulated Deriv offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from abutre.simulator.errors import ApiError


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolInfo:
    """A synthetic index.

    Attributes:
        code: `R_100`, `1HZ100V`.
        display_name: `Volatility 100 Index`, as longcodes say it.
        decimals: digits behind the point of a quote.
        tick_interval: seconds between ticks, 1 or 2; ticks fall on multiples of it.
        volatility: nominal annual volatility as a fraction, 1.0 is 100 %.
        initial_quote: quote at the start of a made-up market; the allowance for ties in the payout of CALLE
            and PUTE is reckoned at it too.
        display_order: place in the list, from 1.
    """

    code: str
    display_name: str
    decimals: int
    tick_interval: int
    volatility: float
    initial_quote: Decimal
    display_order: int
    market: str = "synthetic_index"
    market_display_name: str = "Derived"
    submarket: str = "random_index"
    submarket_display_name: str = "Continuous Indices"
    subgroup: str = "synthetics"
    subgroup_display_name: str = "Synthetics"
    symbol_type: str = "stockindex"

    @property
    def pip(self) -> Decimal:
        """Smallest price step, price units."""
        return Decimal(1).scaleb(-self.decimals)

    def quote(self, pips: int) -> Decimal:
        """The price of so many pips."""
        return Decimal(pips).scaleb(-self.decimals)


def _every_two_seconds(order: int, volatility: int, decimals: int, quote: str) -> SymbolInfo:
    return SymbolInfo(
        code=f"R_{volatility}",
        display_name=f"Volatility {volatility} Index",
        decimals=decimals,
        tick_interval=2,
        volatility=volatility / 100,
        initial_quote=Decimal(quote),
        display_order=order,
    )


def _every_second(order: int, volatility: int, decimals: int, quote: str) -> SymbolInfo:
    return SymbolInfo(
        code=f"1HZ{volatility}V",
        display_name=f"Volatility {volatility} (1s) Index",
        decimals=decimals,
        tick_interval=1,
        volatility=volatility / 100,
        initial_quote=Decimal(quote),
        display_order=order,
    )


SYMBOLS: Mapping[str, SymbolInfo] = MappingProxyType(
    {
        info.code: info
        for info in (
            _every_two_seconds(1, 10, 3, "5700.000"),
            _every_two_seconds(2, 25, 3, "2800.000"),
            _every_two_seconds(3, 50, 4, "190.0000"),
            _every_two_seconds(4, 75, 4, "34000.0000"),
            _every_two_seconds(5, 100, 2, "1000.00"),
            _every_second(6, 10, 2, "9000.00"),
            _every_second(7, 25, 2, "700000.00"),
            _every_second(8, 50, 2, "200000.00"),
            _every_second(9, 75, 2, "5000.00"),
            _every_second(10, 100, 2, "1300.00"),
        )
    }
)
"""By code, in display order."""


def symbol_info(code: str) -> SymbolInfo:
    """The symbol of that code.

    Raises:
        ApiError: `InvalidSymbol`, there is none.
    """
    info = SYMBOLS.get(code)
    if info is None:
        raise ApiError("InvalidSymbol", f"Symbol {code} is invalid.", code_args=(code,))
    return info
