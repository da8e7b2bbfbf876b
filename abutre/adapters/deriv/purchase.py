"""One purchase: a fresh quote, one `buy` of it, and an answer. Nothing is ever sent twice."""

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.errors import (
    Action,
    CallRefusedError,
    DerivAccessError,
    DerivError,
    NotSentError,
)
from abutre.adapters.deriv.link import Link
from abutre.adapters.deriv.market_time import MarketTime
from abutre.adapters.deriv.site import Site
from abutre.adapters.deriv.terms import Terms
from abutre.domain.errors import LateOrderError
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused
from abutre.domain.model import Book, Order
from abutre.domain.ports import Clock

_QUOTES = 3
"""Most quotes for one order."""
_LASTS = 10.0
"""Seconds between asking for a quote and buying it; who was frozen in between asks again."""


class Purchase:
    """Buys for the account. The caller sees to it that one purchase is in flight."""

    def __init__(
        self, *, trading: Connection, terms: Terms, time: MarketTime, site: Site, clock: Clock
    ) -> None:
        self._trading = trading
        self._site = site
        self._terms = terms
        self._time = time
        self._clock = clock
        self.quoted_at = 0
        """Server's time of the newest quote: nothing that was bought since is older."""

    async def make(self, order: Order) -> Purchased | Refused | OutcomeUnknown:
        """Buy `order` for at most its stake. A quote is good for one `buy` on the link that gave it.

        Raises:
            LateOrderError: by the time of the quote it must not leave any more.
        """
        reason = "no quote was good for long enough"
        for _ in range(_QUOTES):
            try:
                await self._site.opened()
                link = await self._trading.link()
                asked = self._clock.monotonic()
                proposal = answers.proposal(await link.call(self._terms.quote(order.direction, order.stake)))
            except DerivAccessError as error:
                return self._refused(order, str(error), fatal=True)
            except CallRefusedError as error:
                if error.action is not Action.REQUOTE:
                    return self._refused(order, str(error), fatal=error.action is Action.STOP)
                reason = str(error)
                continue
            except DerivError as error:
                reason = str(error)
                continue
            self._time.note(proposal.epoch)
            self.quoted_at = proposal.epoch
            if order.send_by is not None and proposal.epoch > order.send_by:
                raise LateOrderError(proposal.epoch)
            if self._clock.monotonic() - asked > _LASTS:
                continue
            if proposal.ask > order.stake:
                return self._refused(order, "Deriv asks for more than the stake", fatal=False)
            answer = await self._buy(link, proposal, order)
            if not isinstance(answer, str):
                return answer
            reason = answer
        return self._refused(order, reason, fatal=False)

    async def _buy(
        self, link: Link, proposal: answers.Proposal, order: Order
    ) -> Purchased | Refused | OutcomeUnknown | str:
        """The answer, or why nothing was bought and a new quote may do."""
        try:
            bought = answers.bought(await link.call(requests.buy(proposal.proposal_id, order.stake)))
        except NotSentError as error:
            return str(error)
        except CallRefusedError as error:
            if error.action is Action.REQUOTE:
                return str(error)
            if error.action is Action.UNKNOWN:
                return self._unknown(order)
            return self._refused(order, str(error), fatal=error.action is Action.STOP)
        except DerivError:
            return self._unknown(order)
        self._time.note(bought.epoch)
        return Purchased(
            book=Book.ACCOUNT,
            intent=order.intent,
            contract_id=bought.contract_id,
            stake=bought.price,
            payout=bought.payout,
            epoch=bought.epoch,
        )

    def _refused(self, order: Order, reason: str, *, fatal: bool) -> Refused:
        epoch = self._time.latest
        return Refused(book=Book.ACCOUNT, intent=order.intent, reason=reason, fatal=fatal, epoch=epoch)

    def _unknown(self, order: Order) -> OutcomeUnknown:
        return OutcomeUnknown(book=Book.ACCOUNT, intent=order.intent, epoch=self._time.latest)
