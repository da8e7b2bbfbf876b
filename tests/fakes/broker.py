"""A broker that does as it is told."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from enum import Enum, auto

from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled, Transferred
from abutre.domain.model import Book, Order, Outcome, Quote, Spots
from abutre.domain.settings import MIN_STAKE


class Script(Enum):
    """What happens to an order: how its contract ends, or the answer when there is none."""

    WIN = auto()
    LOSE = auto()
    REFUND = auto()
    REFUSE = auto()
    REFUSE_FATALLY = auto()
    UNKNOWN = auto()


_ENDS = {Script.WIN: Outcome.WON, Script.LOSE: Outcome.LOST, Script.REFUND: Outcome.REFUNDED}
_SPOTS = {Outcome.WON: Spots(entry=1_000, exit=1_001), Outcome.LOST: Spots(entry=1_000, exit=999)}
"""As a CALL ends."""


class FakeBroker:
    """Port `Broker` by a script, one entry per order; past its end every contract wins.

    Attributes:
        epoch: the broker's time; the test moves it.
        orders: every order that came, in order, repeated ones once.
    """

    def __init__(
        self, script: Iterable[Script] = (), *, balance: int = 1_000_000, book: Book = Book.ACCOUNT
    ) -> None:
        self.epoch = 1_700_000_000
        self.orders: list[Order] = []
        self._script = iter(script)
        self._balance = balance
        self._book = book
        self._rate_ppm = 950_000
        self._known: dict[int, Purchased | Refused | OutcomeUnknown | Settled] = {}
        self._open: tuple[Purchased, Outcome] | None = None
        self._queue: asyncio.Queue[Settled | Purchased | Refused | Transferred] = asyncio.Queue()

    async def balance(self) -> int:
        return self._balance

    async def quote(self) -> Quote:
        return Quote(payout_rate_ppm=self._rate_ppm, min_stake=MIN_STAKE, max_stake=None, assumed=False)

    async def buy(self, order: Order) -> Purchased | Refused | OutcomeUnknown:
        known = self._known.get(order.intent)
        if isinstance(known, Purchased | Refused | OutcomeUnknown):
            return known
        self.orders.append(order)
        answer = self._answer(order)
        self._known[order.intent] = answer
        return answer

    async def resolve(
        self, order: Order, contract_id: int | None
    ) -> Purchased | Refused | Settled | OutcomeUnknown:
        if order.intent not in self._known and contract_id is None:
            self._known[order.intent] = self._refused(order, "never arrived")
        elif order.intent not in self._known:
            self._balance += order.stake
            self._known[order.intent] = self._settled(order.intent, Outcome.REFUNDED, order.stake)
        return self._known[order.intent]

    async def updates(self) -> AsyncIterator[Settled | Purchased | Refused | Transferred]:
        while True:
            yield await self._queue.get()
            self._queue.task_done()

    def settle(self, outcome: Outcome | None = None) -> None:
        """End the running contract, as scripted unless told how."""
        assert self._open is not None, "no contract runs"
        bought, scripted = self._open
        self._open = None
        ending = scripted if outcome is None else outcome
        payout = {Outcome.WON: bought.payout, Outcome.REFUNDED: bought.stake}.get(ending, 0)
        self._balance += payout
        self._queue.put_nowait(self._settled(bought.intent, ending, payout))

    def reveal(self, order: Order, *, bought: bool) -> None:
        """Let it be known what became of an order whose outcome was unknown."""
        answer = self._bought(order, Outcome.WON) if bought else self._refused(order, "never arrived")
        self._known[order.intent] = answer
        self._queue.put_nowait(answer)

    def transfer(self, amount: int) -> None:
        """Let somebody else move money, minor units."""
        self._balance += amount
        self._queue.put_nowait(Transferred(amount=amount, epoch=self.epoch))

    async def dealt_with(self) -> None:
        """Wait until the consumer has dealt with all that was told."""
        await self._queue.join()

    def _answer(self, order: Order) -> Purchased | Refused | OutcomeUnknown:
        script = next(self._script, Script.WIN)
        if script is Script.UNKNOWN:
            return OutcomeUnknown(book=self._book, intent=order.intent, epoch=self.epoch)
        if script is Script.REFUSE_FATALLY:
            return self._refused(order, "the script says so", fatal=True)
        if script is Script.REFUSE or not MIN_STAKE <= order.stake <= self._balance:
            return self._refused(order, "the script says so")
        return self._bought(order, _ENDS[script])

    def _bought(self, order: Order, ending: Outcome) -> Purchased:
        self._balance -= order.stake
        bought = Purchased(
            book=self._book,
            intent=order.intent,
            contract_id=order.intent + 2**32,
            stake=order.stake,
            payout=order.stake + (order.stake * self._rate_ppm + 500_000) // 1_000_000,
            epoch=self.epoch,
        )
        self._open = (bought, ending)
        return bought

    def _refused(self, order: Order, reason: str, *, fatal: bool = False) -> Refused:
        return Refused(book=self._book, intent=order.intent, reason=reason, fatal=fatal, epoch=self.epoch)

    def _settled(self, intent: int, outcome: Outcome, payout: int) -> Settled:
        return Settled(
            book=self._book,
            intent=intent,
            outcome=outcome,
            payout=payout,
            epoch=self.epoch,
            spots=_SPOTS.get(outcome),
        )
