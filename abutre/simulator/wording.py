"""A contract in words and in short, as Deriv writes them."""

from decimal import Decimal

from abutre.simulator.running_time import RunningTime
from abutre.simulator.symbols import symbol_info

_BETTER = {
    "CALL": "strictly higher than",
    "PUT": "strictly lower than",
    "CALLE": "higher than or equal to",
    "PUTE": "lower than or equal to",
}
CONTRACT_TYPES = frozenset(_BETTER)


def longcode(symbol: str, contract_type: str, running: RunningTime) -> str:
    """The contract in words."""
    name = symbol_info(symbol).display_name
    better = _BETTER[contract_type]
    if running.ticks is not None:
        return f"Win payout if {name} after {_counted(running.ticks, 'tick')} is {better} entry spot."
    end = f"{_length(running.seconds)} after contract start time"
    return f"Win payout if {name} is {better} entry spot at {end}."


def shortcode(symbol: str, contract_type: str, payout: Decimal, start: int, running: RunningTime) -> str:
    """The contract in short; `start` is a market epoch, `payout` money."""
    end = start + running.seconds if running.ticks is None else f"{running.ticks}T"
    return f"{contract_type}_{symbol}_{_plain(payout)}_{start}_{end}_S0P_0"


def _plain(amount: Decimal) -> str:
    """Without zeros behind the point: 50 and 3.9, as Deriv's numbers come out."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _length(seconds: int) -> str:
    parts = []
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(_counted(amount, name))
    return " ".join(parts)


def _counted(amount: int, name: str) -> str:
    return f"{amount} {name}" if amount == 1 else f"{amount} {name}s"
