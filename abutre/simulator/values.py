"""What the market shows."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One quote.

    Attributes:
        symbol: code, `R_100`.
        epoch: market time, seconds.
        quote: price with the symbol's decimals.
    """

    symbol: str
    epoch: int
    quote: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """The ticks of one period, open_time ≤ epoch < open_time + granularity.

    Attributes:
        open_time: multiple of the granularity; of a partial first candle too.
        epoch: what the API shows as the candle's time: its open_time, or the asked start when the candle
            began before it and is therefore partial.
        last_epoch: epoch of the newest tick in it.
        open: first quote.
        high: highest quote.
        low: lowest quote.
        close: last quote so far.
    """

    open_time: int
    epoch: int
    last_epoch: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
