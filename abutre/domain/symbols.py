"""Deriv's volatility indices, by the user's name (`V100`) and by Deriv's code (`R_100`)."""

from dataclasses import dataclass

from abutre.domain.errors import UnknownSymbolError


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A synthetic index.

    Attributes:
        name: what the user says, `V100` or `V100(1s)`.
        code: what Deriv says, `R_100` or `1HZ100V`.
        decimals: digits behind the point of a quote; one pip is 10**-decimals.
        tick_interval: seconds between ticks, 1 or 2 (R_* tick on even seconds).
        volatility: nominal annual volatility, percent.
    """

    name: str
    code: str
    decimals: int
    tick_interval: int
    volatility: int

    @property
    def pip_size(self) -> float:
        """Smallest price step, in price units."""
        return float(f"1e-{self.decimals}")


def _every_two_seconds(volatility: int, decimals: int) -> Symbol:
    return Symbol(
        name=f"V{volatility}",
        code=f"R_{volatility}",
        decimals=decimals,
        tick_interval=2,
        volatility=volatility,
    )


def _every_second(volatility: int, decimals: int) -> Symbol:
    return Symbol(
        name=f"V{volatility}(1s)",
        code=f"1HZ{volatility}V",
        decimals=decimals,
        tick_interval=1,
        volatility=volatility,
    )


SYMBOLS = (
    _every_two_seconds(10, 3),
    _every_two_seconds(25, 3),
    _every_two_seconds(50, 4),
    _every_two_seconds(75, 4),
    _every_two_seconds(100, 2),
    _every_second(10, 2),
    _every_second(25, 2),
    _every_second(50, 2),
    _every_second(75, 2),
    _every_second(100, 2),
)


def symbol_named(text: str) -> Symbol:
    """The symbol called `text`, by either name, case ignored.

    Raises:
        UnknownSymbolError: none is; the message lists them.
    """
    wanted = text.strip().upper()
    for symbol in SYMBOLS:
        if wanted in {symbol.name.upper(), symbol.code.upper()}:
            return symbol
    raise UnknownSymbolError(text, [symbol.name for symbol in SYMBOLS])
