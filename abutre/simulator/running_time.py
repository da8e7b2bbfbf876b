"""How long a contract runs, and which lengths are offered."""

from dataclasses import dataclass
from typing import Self

from abutre.simulator.errors import contract_refused, not_offered
from abutre.simulator.symbols import symbol_info
from abutre.simulator.terms import Terms

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
SHORTEST = 15
LONGEST = 86_400
"""Seconds that a contract of time runs."""
MOST_TICKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTime:
    """Length of a contract.

    Attributes:
        seconds: of a contract of ticks, ticks times the tick interval.
        ticks: None for a contract of time.
    """

    seconds: int
    ticks: int | None

    @classmethod
    def of(cls, terms: Terms, start: int) -> Self:
        """How long `terms` run when bought at `start`, market epoch.

        Raises:
            ApiError: such a length is not offered, or given twice or not at all.
        """
        if terms.duration is None:
            return cls(seconds=_offered(_until(terms.date_expiry, start)), ticks=None)
        if terms.date_expiry is not None:
            raise contract_refused(
                "DuplicateExpiry", "Please use either duration or date_expiry.", "duration", "date_expiry"
            )
        if terms.duration_unit == "t":
            ticks = terms.duration
            if not 1 <= ticks <= MOST_TICKS:
                raise not_offered(
                    "TicksNumberLimits", "Number of ticks must be between 1 and 10.", "1", str(MOST_TICKS)
                )
            return cls(seconds=ticks * symbol_info(terms.symbol).tick_interval, ticks=ticks)
        unit = _UNITS.get(terms.duration_unit)
        if unit is None:
            raise not_offered("TradingDurationNotAllowed", "Trading is not offered for this duration.")
        return cls(seconds=_offered(terms.duration * unit), ticks=None)

    def end(self, symbol: str, start: int) -> int:
        """When it ends, market epoch; for a contract of ticks, when its last tick is expected."""
        if self.ticks is None:
            return start + self.seconds
        interval = symbol_info(symbol).tick_interval
        return (start // interval + 1) * interval + self.seconds


def _until(expiry: int | None, start: int) -> int:
    if expiry is None:
        raise contract_refused("MissingEither", "Please give either duration or date_expiry.")
    return expiry - start


def _offered(seconds: int) -> int:
    if seconds <= 0:
        raise contract_refused("InvalidExpiry", "Expiry time must be in the future.")
    if not SHORTEST <= seconds <= LONGEST:
        raise not_offered("TradingDurationNotAllowed", "Trading is not offered for this duration.")
    return seconds
