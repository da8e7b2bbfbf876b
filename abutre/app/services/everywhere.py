"""Tells several audiences the same."""

from abutre.domain.events import Sequenced
from abutre.domain.model import Tick
from abutre.domain.ports import EventPublisher


class Everywhere:
    """The port `EventPublisher`, by others in turn."""

    def __init__(self, *publishers: EventPublisher) -> None:
        self._publishers = publishers

    async def publish(self, event: Sequenced) -> None:
        """Tell all."""
        for publisher in self._publishers:
            await publisher.publish(event)

    async def emit_tick(self, tick: Tick) -> None:
        """Show it to all."""
        for publisher in self._publishers:
            await publisher.emit_tick(tick)
