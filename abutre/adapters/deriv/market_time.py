"""Deriv's time, as far as it has been told."""


class MarketTime:
    """The newest epoch in anything that Deriv has sent; never goes back."""

    def __init__(self) -> None:
        self.latest = 0

    def note(self, epoch: int) -> None:
        """Something of `epoch`, seconds, was seen."""
        self.latest = max(self.latest, epoch)
