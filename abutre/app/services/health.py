"""Whether the bot can do its work: what /readyz and the metrics tell."""

from collections.abc import Callable, Mapping

from abutre.app.services.pulse import Pulse
from abutre.app.services.trader import Trader
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled
from abutre.domain.model import Book
from abutre.domain.records import Entry

OLDEST_TICK = 15.0
"""Seconds without a tick after which the feed is not fresh: ticks come every second or two."""


class Unresolved:
    """The port `Observer`: purchases of the account whose outcome nobody knows."""

    def __init__(self) -> None:
        self._intents: set[int] = set()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._intents)

    def observe(self, entry: Entry, *, kept_in: float) -> None:  # noqa: ARG002 (the port's; of no interest here)
        """Take note of what became known, and of what is not."""
        for fact in entry.facts:
            match fact:
                case OutcomeUnknown(book=Book.ACCOUNT, intent=intent):
                    self._intents.add(intent)
                case (
                    Purchased(book=Book.ACCOUNT, intent=intent)
                    | Refused(book=Book.ACCOUNT, intent=intent)
                    | Settled(book=Book.ACCOUNT, intent=intent)
                ):
                    self._intents.discard(intent)


class HealthCheck:
    """The port `Health`."""

    def __init__(
        self, *, trader: Trader, pulse: Pulse, unresolved: Unresolved, connected: Callable[[], bool]
    ) -> None:
        """`connected` tells whether the broker can be spoken to."""
        self._trader = trader
        self._pulse = pulse
        self._unresolved = unresolved
        self._connected = connected

    def checks(self) -> Mapping[str, str | None]:
        """What must hold, and why it does not."""
        age = self._pulse.age()
        count = self._unresolved.count
        return {
            "feed": f"no tick for {age:.0f} s" if age > OLDEST_TICK else None,
            "broker": None if self._connected() else "no connection",
            "store": "the journal cannot be written" if self._trader.failing.is_set() else None,
            "purchases": f"{count} with an unknown outcome" if count else None,
        }
