"""Watches streaks of Deriv's synthetic indices, bets on the reversal, and tells the truth about the odds.

What is here is the research API: the bot's own rules over arrays of candles.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abutre.adapters.core.research import BacktestResult, ClosedSequence, backtest, colors, streaks

__all__ = ["BacktestResult", "ClosedSequence", "backtest", "colors", "streaks"]


def __getattr__(name: str) -> object:
    # Only when asked for: whoever imports a part of the bot imports this, and most parts need no Rust core.
    if name in __all__:
        return getattr(import_module("abutre.adapters.core.research"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
