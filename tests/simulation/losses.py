"""The limit on the day's loss, counted again from what the exchange paid (R11)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from abutre.domain.effects import Buy
from abutre.domain.facts import Fact, SettingsStored, Settled
from abutre.domain.model import Book

_DAY = 86_400


class Decision(NamedTuple):
    """An entry of the journal: what was heard by `epoch`, and the order that followed from it."""

    epoch: int
    facts: tuple[Fact, ...]
    order: Buy | None


def overshot(decisions: Iterable[Decision], made: Mapping[int, int], limit: int | None) -> Iterator[str]:
    """Each order that, when lost, makes the UTC day's loss larger than the limit in force.

    Args:
        decisions: all of a run, in order.
        made: profit of each contract by the exchange's statement, minor units, by intent.
        limit: the first one in force, minor units; None is off.
    """
    today = profit = 0
    settled: set[int] = set()
    for decision in decisions:
        if decision.epoch // _DAY != today:
            today, profit = decision.epoch // _DAY, 0
        for fact in decision.facts:
            match fact:
                case SettingsStored(settings=settings):
                    limit = settings.max_daily_loss
                case Settled(book=Book.ACCOUNT, intent=intent) if intent not in settled:
                    settled.add(intent)
                    profit += made.get(intent, 0)
        order = decision.order
        if order is not None and limit is not None and order.stake - profit > limit:
            yield f"{order} may lose more than the day's {limit}: {-profit} are lost already"
