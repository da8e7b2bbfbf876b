"""The one effect of a step that reaches outside: buy, back-fill or reconcile. Its answer is a fact."""

from collections.abc import Mapping, Sequence

from abutre.domain.effects import Backfill, Buy, Effect, Reconcile
from abutre.domain.facts import Fact, History
from abutre.domain.model import Book, Order
from abutre.domain.ports import Broker, MarketFeed


class CarryOut:
    """Knows which broker a book's orders go to, and where the past of the market is found."""

    def __init__(self, *, feed: MarketFeed, brokers: Mapping[Book, Broker]) -> None:
        self._feed = feed
        self._brokers = brokers

    async def last_of(self, effects: Sequence[Effect]) -> Fact | None:
        """Do what the last of `effects` asks for (only the last one may ask); the answer, if it asks."""
        match effects[-1] if effects else None:
            case Buy(book=book, intent=intent, direction=direction, stake=stake):
                return await self._brokers[book].buy(Order(intent=intent, direction=direction, stake=stake))
            case Reconcile(book=book, intent=intent, contract_id=known, direction=direction, stake=stake):
                order = Order(intent=intent, direction=direction, stake=stake)
                return await self._brokers[book].resolve(order, known)
            case Backfill(from_time=from_time, to_time=to_time):
                return History(candles=tuple(await self._feed.history(from_time, to_time)))
            case _:
                return None
