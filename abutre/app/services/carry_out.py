"""The one effect of a step that reaches outside: buy, back-fill or reconcile. Its answer is a fact."""

from collections.abc import Mapping, Sequence

from abutre.domain.effects import Backfill, Buy, Effect, Reconcile
from abutre.domain.errors import LateOrderError, UserError
from abutre.domain.facts import Fact, History, Refused
from abutre.domain.model import Book, Order
from abutre.domain.ports import Broker, MarketFeed

TOO_LATE = "it could not be sent before the candle that it was meant for was well under way; it was not sent"
"""Why an order was dropped."""

SEND_WITHIN = 15
"""Seconds from the decision to the quote, by the broker's time, within which an order leaves.

A purchase takes one. Half of what a successor looks for what this process may have sent."""


class CarryOut:
    """Knows which broker a book's orders go to, and where the past of the market is found."""

    def __init__(self, *, feed: MarketFeed, brokers: Mapping[Book, Broker], speed: float = 1) -> None:
        """`speed`: market seconds per second; a market that runs faster gives an order as much real time."""
        self._feed = feed
        self._brokers = brokers
        self._within = int(SEND_WITHIN * max(speed, 1))

    async def last_of(self, effects: Sequence[Effect], *, decided: int, slow: bool = False) -> Fact | None:
        """Do what the last of `effects` asks for (only the last one may ask); the answer, if it asks.

        Args:
            effects: of one step, all of them durable.
            decided: epoch at which the step was decided, or found to be this process's to carry out.
            slow: whether it took long to be made durable. The first order of a sequence is dropped when it
                comes too late.

        Raises:
            LateOrderError: an order of a later level comes too late; nothing was sent.
        """
        match effects[-1] if effects else None:
            case Buy(book=book, intent=intent, level=1) if slow and (late := await self._late(decided)):
                return Refused(book=book, intent=intent, reason=TOO_LATE, fatal=False, epoch=late)
            case Buy() as buy:
                return await self._buy(buy, decided)
            case Reconcile(book=book, intent=intent, contract_id=known, direction=direction, stake=stake):
                order = Order(intent=intent, direction=direction, stake=stake)
                return await self._brokers[book].resolve(order, known)
            case Backfill(from_time=from_time, to_time=to_time):
                return History(candles=tuple(await self._feed.history(from_time, to_time)))
            case _:
                return None

    async def _buy(self, buy: Buy, decided: int) -> Fact:
        order = Order(
            intent=buy.intent,
            direction=buy.direction,
            stake=buy.stake,
            send_by=decided + self._within,
        )
        try:
            return await self._brokers[buy.book].buy(order)
        except LateOrderError as late:
            if buy.level > 1:
                raise
            return Refused(book=buy.book, intent=buy.intent, reason=TOO_LATE, fatal=False, epoch=late.epoch)

    async def _late(self, decided: int) -> int | None:
        """Market time when an order of `decided` may no longer leave, or when nobody knows; else None."""
        try:
            now = await self._feed.now()
        except UserError:
            return decided
        return now if now > decided + self._within else None
