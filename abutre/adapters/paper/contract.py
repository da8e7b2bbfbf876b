"""How a paper contract ends (R16)."""

from dataclasses import dataclass, replace
from typing import Self

from abutre.domain.model import MINUTE, Candle, Direction, Outcome, Spots, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a contract ended, and between which prices; None when they were not seen."""

    outcome: Outcome
    spots: Spots | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A 1-minute contract that runs.

    Attributes:
        direction: CALL or PUT.
        stake: minor units.
        start: purchase time, epoch seconds.
        entry: the entry spot, pips; None before it is seen.
        exit: the last spot so far, pips; None before the entry spot.
    """

    direction: Direction
    stake: int
    start: int
    entry: int | None = None
    exit: int | None = None

    @property
    def expiry(self) -> int:
        """When it ends, epoch seconds."""
        return self.start + MINUTE

    def observe(self, item: Tick | Candle) -> Self | Ending:
        """The contract after `item`, or how it ended.

        Ticks settle by entry and exit spot; where there are candles only, the first one that opens at the
        start or later settles by its colour.
        """
        if isinstance(item, Candle):
            return self if item.open_time < self.start else self._result(item.open, item.close)
        if item.epoch <= self.start:
            return self
        if item.epoch > self.expiry:
            return self._result(self.entry, self.exit)
        entry = item.quote if self.entry is None else self.entry
        if item.epoch == self.expiry:
            return self._result(entry, item.quote)
        return replace(self, entry=entry, exit=item.quote)

    def _result(self, entry: int | None, exit_: int | None) -> Ending:
        if entry is None or exit_ is None:
            return Ending(outcome=Outcome.REFUNDED)
        won = exit_ > entry if self.direction is Direction.CALL else exit_ < entry
        outcome = Outcome.WON if won else Outcome.LOST
        return Ending(outcome=outcome, spots=Spots(entry=entry, exit=exit_))
