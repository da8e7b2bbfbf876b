"""The newest events that a gateway has told: clients that come back get them without asking the bot."""

from collections import deque
from collections.abc import Sequence

from abutre.domain.events import Sequenced

HELD_EVENTS = 10_000


class Past:
    """Events without a hole, oldest first."""

    def __init__(self) -> None:
        self._held: deque[Sequenced] = deque(maxlen=HELD_EVENTS)
        self.epoch = 0
        """Market time of the bot's newest sign of life, epoch seconds."""

    @property
    def last_seq(self) -> int:
        """Number of the newest one, 0 when there is none."""
        return self._held[-1].seq if self._held else 0

    def market_time(self) -> int:
        """As `epoch`."""
        return self.epoch

    def note(self, told: Sequenced) -> None:
        """Keep the next one."""
        self._held.append(told)

    def forget(self) -> None:
        """Begin anew behind a hole."""
        self._held.clear()

    def after(self, seq: int) -> Sequence[Sequenced] | None:
        """Every event after `seq`; None when that is not known here."""
        if not self._held or not self._held[0].seq - 1 <= seq <= self.last_seq:
            return None
        return [told for told in self._held if told.seq > seq]
