"""Whether the trader gets on: what the bot tells the watchdog of its host."""

from abutre.app.services.trader import Trader
from abutre.domain.ports import Clock

LONGEST_WORK = 600.0
"""Seconds that one fact may take: a purchase, with every wait and new quote, has seven minutes at most."""


class Liveness:
    """An event loop that turns proves little: a trader that hangs buys nothing and settles nothing."""

    def __init__(self, *, trader: Trader, clock: Clock) -> None:
        self._trader = trader
        self._clock = clock
        self._dealt_with = trader.dealt_with
        self._since = clock.monotonic()

    def alive(self) -> bool:
        """Whether facts are dealt with, none waits, or the store fails, which the trader knows how to bear.

        To be asked every minute or so: it measures from one time of asking to the next.
        """
        now, dealt_with = self._clock.monotonic(), self._trader.dealt_with
        if not self._trader.waiting or self._trader.failing.is_set() or dealt_with != self._dealt_with:
            self._dealt_with, self._since = dealt_with, now
        return now - self._since < LONGEST_WORK
