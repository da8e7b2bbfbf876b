"""When the market last gave a sign of life."""

from abutre.domain.ports import Clock


class Pulse:
    """Beats with every tick or candle."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._last = clock.monotonic()

    def beat(self) -> None:
        """The market has just said something."""
        self._last = self._clock.monotonic()

    def age(self) -> float:
        """Seconds since then; since the start of the process, when it has said nothing yet."""
        return self._clock.monotonic() - self._last
