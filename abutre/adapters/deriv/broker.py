"""The port `Broker` on Deriv: contracts of the account, one purchase at a time."""

import asyncio
from collections.abc import AsyncGenerator, Iterable

from abutre.adapters.deriv import answers
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.errors import DerivError, DerivUnavailableError
from abutre.adapters.deriv.holdings import Holdings
from abutre.adapters.deriv.ledger import Answer, Ledger, Update
from abutre.adapters.deriv.purchase import Purchase
from abutre.adapters.deriv.resolution import Resolution
from abutre.adapters.deriv.terms import Terms
from abutre.adapters.deriv.transfers import Transfers
from abutre.domain.errors import LateOrderError
from abutre.domain.facts import OutcomeUnknown, Purchased, Settled
from abutre.domain.model import Direction, Order, Quote
from abutre.domain.settings import MIN_STAKE

_REFERENCE_STAKE = 10_000
"""Minor units. Large enough that rounding to cents leaves four digits of the rate."""


class DerivBroker:
    """Port `Broker`; every order goes to the ACCOUNT book."""

    def __init__(
        self,
        *,
        trading: Connection,
        terms: Terms,
        ledger: Ledger,
        holdings: Holdings,
        purchase: Purchase,
        resolution: Resolution,
        transfers: Transfers,
    ) -> None:
        self._trading = trading
        self._terms = terms
        self._ledger = ledger
        self._holdings = holdings
        self._purchase = purchase
        self._resolution = resolution
        self._transfers = transfers
        self._one_in_flight = asyncio.Lock()

    def remember(self, contract_ids: Iterable[int], *, since: int) -> None:
        """Tell what earlier processes are known to have bought, before `resolve` looks for what is unknown.

        Args:
            contract_ids: of every contract in the journal; none of them is looked at again.
            since: epoch at which the newest purchase was decided, or earlier: an unknown one is not older,
                though much else may have been committed after it. 0 looks at everything.
        """
        self._ledger.remember(contract_ids, since=since)

    async def balance(self) -> int:
        """Cash of the account now, minor units; Deriv takes a stake at the purchase.

        From the first one on every movement that is none of ours is told as a transfer.

        Raises:
            UserError: Deriv cannot be asked.
        """
        try:
            return await self._transfers.balance()
        except DerivError as error:
            raise DerivUnavailableError(f"Deriv does not tell the balance: {error}") from None

    async def quote(self) -> Quote:
        """What a CALL pays now; a PUT pays up to 0.3 % of the stake less, by Deriv's formula.

        Raises:
            UserError: Deriv gives no quote.
        """
        request = self._terms.quote(Direction.CALL, _REFERENCE_STAKE)
        try:
            proposal = await self._trading.read(request, answers.proposal)
        except DerivError as error:
            raise DerivUnavailableError(f"Deriv gives no quote for {self._terms.symbol}: {error}") from None
        limits = [proposal.max_stake] if proposal.max_stake is not None else []
        if proposal.max_payout is not None:
            limits.append(proposal.max_payout * proposal.ask // proposal.payout)
        return Quote(
            payout_rate_ppm=(proposal.payout - proposal.ask) * 1_000_000 // proposal.ask,
            min_stake=MIN_STAKE if proposal.min_stake is None else proposal.min_stake,
            max_stake=min(limits, default=None),
            assumed=False,
        )

    async def buy(self, order: Order) -> Answer:
        """Buy by a fresh quote; what is not answered is looked for until it is known.

        Raises:
            LateOrderError: `order.send_by` is over by the quote's time; nothing was sent.
        """
        async with self._one_in_flight:
            known = self._ledger.answer(order.intent)
            if known is not None:
                return known
            self._ledger.ask(order.intent)
            try:
                answer = await self._purchase.make(order)
            except LateOrderError:
                self._ledger.withdraw(order.intent)
                raise
            self._ledger.note(answer)
            if isinstance(answer, Purchased):
                self._holdings.follow(order.intent, answer.contract_id)
            elif isinstance(answer, OutcomeUnknown):
                self._resolution.search(order, since=self._purchase.quoted_at)
            return answer

    async def resolve(self, order: Order, contract_id: int | None) -> Answer | Settled:
        """What became of `order`; one of an earlier process may take up to two minutes to be found out."""
        known = self._ledger.ending(order.intent) or self._ledger.answer(order.intent)
        if known is None:
            self._ledger.ask(order.intent, contract_id)
        return known or await self._resolution.resolve(order, contract_id)

    def updates(self) -> AsyncGenerator[Update, None]:
        """Settlements, what became of unknown purchases, and transfers; each once."""
        return self._ledger.updates()
