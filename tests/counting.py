"""Streaks counted again from the market's own candles (R1, R2), without a line of the product's."""

from abutre.domain.model import Color
from abutre.simulator.values import Candle

Prices = tuple[int, int, int, int]
"""Open, high, low, close; pips."""
Streak = tuple[int, Color | None]
NO_STREAK: Streak = (0, None)


def prices_of(candle: Candle) -> Prices:
    """The market's candle in pips."""
    pips = [round(price * 100) for price in (candle.open, candle.high, candle.low, candle.close)]
    return pips[0], pips[1], pips[2], pips[3]


def next_streak(streak: Streak, prices: Prices) -> Streak:
    """The streak after a candle of `prices`; a DOJI breaks it."""
    opened, _, _, closed = prices
    if opened == closed:
        return NO_STREAK
    color = Color.GREEN if closed > opened else Color.RED
    return (streak[0] + 1 if color is streak[1] else 1), color
