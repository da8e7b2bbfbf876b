"""The one effect of a step that reaches outside: buy, back-fill or reconcile. Its answer is a fact."""

from collections.abc import Mapping, Sequence

from abutre.domain.effects import Backfill, Buy, Effect, Reconcile
from abutre.domain.errors import UserError
from abutre.domain.facts import Fact, History, Refused
from abutre.domain.model import MINUTE, Book, Order
from abutre.domain.ports import Broker, MarketFeed

TOO_LATE = "it could be journalled only after the candle that it was meant for had ended; it was not sent"
"""Why an order was dropped."""


class CarryOut:
    """Knows which broker a book's orders go to, and where the past of the market is found."""

    def __init__(self, *, feed: MarketFeed, brokers: Mapping[Book, Broker]) -> None:
        self._feed = feed
        self._brokers = brokers

    async def last_of(self, effects: Sequence[Effect], *, decided: int | None = None) -> Fact | None:
        """Do what the last of `effects` asks for (only the last one may ask); the answer, if it asks.

        Args:
            effects: of one step, all of them durable.
            decided: epoch at which the step was decided when it took long to be made durable, else None. The
                first order of a sequence is then dropped when the candle that it was meant for has ended; a
                later one is sent late, as after a crash.
        """
        match effects[-1] if effects else None:
            case Buy(book=book, intent=intent, level=1) if decided is not None and (
                ended := await self._ended(decided)
            ):
                return Refused(book=book, intent=intent, reason=TOO_LATE, fatal=False, epoch=ended)
            case Buy(book=book, intent=intent, direction=direction, stake=stake):
                return await self._brokers[book].buy(Order(intent=intent, direction=direction, stake=stake))
            case Reconcile(book=book, intent=intent, contract_id=known, direction=direction, stake=stake):
                order = Order(intent=intent, direction=direction, stake=stake)
                return await self._brokers[book].resolve(order, known)
            case Backfill(from_time=from_time, to_time=to_time):
                return History(candles=tuple(await self._feed.history(from_time, to_time)))
            case _:
                return None

    async def _ended(self, decided: int) -> int | None:
        """Market time when the candle that began at `decided` is over, or when nobody knows; else None."""
        end = decided - decided % MINUTE + MINUTE
        try:
            now = await self._feed.now()
        except UserError:
            return decided
        return now if now >= end else None
