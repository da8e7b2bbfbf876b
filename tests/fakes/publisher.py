"""A publisher that keeps what it was given."""

from abutre.domain.events import Event, Sequenced
from abutre.domain.model import Tick


class FakePublisher:
    """Port `EventPublisher` that sends nothing.

    Attributes:
        published: every event, in order.
        ticks: every live price, none dropped.
    """

    def __init__(self) -> None:
        self.published: list[Sequenced] = []
        self.ticks: list[Tick] = []

    async def publish(self, event: Sequenced) -> None:
        self.published.append(event)

    async def emit_tick(self, tick: Tick) -> None:
        self.ticks.append(tick)

    def events(self) -> list[Event]:
        return [sequenced.event for sequenced in self.published]
