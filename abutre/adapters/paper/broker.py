"""A broker of play money."""

from collections.abc import AsyncGenerator

from abutre.adapters.paper.contract import Contract, Ending
from abutre.adapters.paper.settlements import Settlements
from abutre.adapters.paper.tape import Tape
from abutre.domain.facts import Purchased, Refused, Settled
from abutre.domain.model import Book, Candle, Order, Outcome, Quote, Tick
from abutre.domain.newest import Newest
from abutre.domain.ports import Broker
from abutre.domain.settings import MIN_STAKE

_MILLION = 1_000_000
_FIRST_CONTRACT = 10_000_000_000
"""Contract ids are this plus the intent: above 32 bits, as Deriv's are, and never the same in a run."""


class PaperBroker:
    """Port `Broker` that settles by the items of a `Tape`, at the payout rate it is told."""

    def __init__(
        self,
        *,
        tape: Tape,
        book: Book,
        balance: int,
        payout_rate_ppm: int,
        min_stake: int = MIN_STAKE,
        quoted_by: Broker | None = None,
    ) -> None:
        """Open for business.

        Args:
            tape: the market, in which the market's time is that of the latest item.
            book: the ledger that the answers name.
            balance: play money, minor units; the stake of an earlier process's contract counts as spent.
            payout_rate_ppm: profit of a win per stake, millionths.
            min_stake: smallest stake taken, minor units.
            quoted_by: a real broker whose offer holds here too, in place of the rate and the minimum.
        """
        self._tape = tape
        self._book = book
        self._balance = balance
        self._rate = payout_rate_ppm
        self._min_stake = min_stake
        self._quoted_by = quoted_by
        self._answers: Newest[int, Purchased | Refused] = Newest()
        self._endings: Newest[int, Settled] = Newest()
        self._open: dict[int, Contract] = {}
        self._payouts: dict[int, int] = {}
        self._settlements = Settlements()
        tape.attach(self._observe)

    async def balance(self) -> int:
        """Play money now, running contracts' stakes spent, minor units."""
        return self._balance

    async def quote(self) -> Quote:
        """The real broker's offer; without one the rate that was told, and so an assumed one."""
        if self._quoted_by is not None:
            return await self._quoted_by.quote()
        return Quote(payout_rate_ppm=self._rate, min_stake=self._min_stake, max_stake=None, assumed=True)

    async def buy(self, order: Order) -> Purchased | Refused:
        """Buy at the market's time; refused below the smallest stake and above the balance, never fatally."""
        epoch = await self._tape.market_time()
        if order.intent not in self._answers:
            self._answers[order.intent] = self._answer(order, epoch, await self.quote())
        return self._answers[order.intent]

    async def resolve(self, order: Order, contract_id: int | None) -> Purchased | Refused | Settled:
        """What became of `order`.

        One of an earlier process is cancelled with its stake given back, or, when it was never confirmed,
        did not happen.
        """
        epoch = await self._tape.market_time()
        known = self._endings.get(order.intent) or self._answers.get(order.intent)
        if known is not None:
            return known
        if contract_id is not None:
            return self._end(order.intent, Ending(outcome=Outcome.REFUNDED), order.stake, epoch)
        self._answers[order.intent] = self._refused(order, epoch, "it had not been bought when the bot ended")
        return self._answers[order.intent]

    def updates(self) -> AsyncGenerator[Settled, None]:
        """Settlements, each once."""
        return self._settlements.stream()

    def _answer(self, order: Order, epoch: int, offer: Quote) -> Purchased | Refused:
        reason = None
        if order.stake < offer.min_stake:
            reason = f"stake {_money(order.stake)} is below the minimum of {_money(offer.min_stake)}"
        elif order.stake > self._balance:
            reason = f"stake {_money(order.stake)} is above the balance of {_money(self._balance)}"
        if reason is not None:
            return self._refused(order, epoch, reason)
        self._balance -= order.stake
        self._open[order.intent] = Contract(direction=order.direction, stake=order.stake, start=epoch)
        payout = self._payouts[order.intent] = _payout(order.stake, offer.payout_rate_ppm)
        return Purchased(
            book=self._book,
            intent=order.intent,
            contract_id=_FIRST_CONTRACT + order.intent,
            stake=order.stake,
            payout=payout,
            epoch=epoch,
        )

    def _refused(self, order: Order, epoch: int, reason: str) -> Refused:
        return Refused(book=self._book, intent=order.intent, reason=reason, fatal=False, epoch=epoch)

    async def _observe(self, item: Tick | Candle) -> None:
        epoch = await self._tape.market_time()
        for intent, contract in list(self._open.items()):
            after = contract.observe(item)
            if isinstance(after, Contract):
                self._open[intent] = after
                continue
            del self._open[intent]
            credited = {Outcome.WON: self._payouts.pop(intent), Outcome.REFUNDED: contract.stake}
            self._settlements.put(self._end(intent, after, credited.get(after.outcome, 0), epoch))
        await self._settlements.dealt_with()

    def _end(self, intent: int, ending: Ending, payout: int, epoch: int) -> Settled:
        self._balance += payout
        settled = Settled(
            book=self._book,
            intent=intent,
            outcome=ending.outcome,
            payout=payout,
            epoch=epoch,
            spots=ending.spots,
        )
        self._endings[intent] = settled
        return settled


def _payout(stake: int, rate_ppm: int) -> int:
    return stake + (2 * stake * rate_ppm + _MILLION) // (2 * _MILLION)


def _money(minor: int) -> str:
    return f"{minor / 100:.2f}"
