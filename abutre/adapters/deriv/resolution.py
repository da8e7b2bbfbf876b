"""Clears up purchases whose outcome is not known: while they wait, and after a restart."""

import asyncio
import logging
from collections.abc import Sequence

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.contracts import Contract
from abutre.adapters.deriv.errors import DerivAccessError, DerivError, DerivUnavailableError
from abutre.adapters.deriv.holdings import Holdings
from abutre.adapters.deriv.ledger import Answer, Ledger
from abutre.adapters.deriv.market_time import MarketTime
from abutre.adapters.deriv.reconciliation import GRACE, Missing, Reconciliation
from abutre.adapters.deriv.waiting import within
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled
from abutre.domain.model import Book, Order
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

_PATIENCE = 90.0
"""Seconds after which a restart goes on without the answer, which is then told when it is known."""


class Resolution:
    """Turns what reconciliation finds into answers, and follows what it finds open."""

    def __init__(
        self,
        *,
        trading: Connection,
        ledger: Ledger,
        holdings: Holdings,
        reconciliation: Reconciliation,
        time: MarketTime,
        clock: Clock,
    ) -> None:
        self._trading = trading
        self._ledger = ledger
        self._holdings = holdings
        self._reconciliation = reconciliation
        self._time = time
        self._clock = clock
        self._searches: set[asyncio.Task[None]] = set()

    def search(self, order: Order, *, since: int) -> None:
        """Look for `order`, quoted at epoch `since`, until it is known; then tell it."""
        search = asyncio.create_task(self._search(order, since))
        self._searches.add(search)
        search.add_done_callback(self._searches.discard)

    async def close(self) -> None:
        """Look for nothing any more."""
        for search in self._searches:
            search.cancel()
        await asyncio.gather(*self._searches, return_exceptions=True)

    async def resolve(self, order: Order, contract_id: int | None) -> Answer | Settled:
        """What became of an order of an earlier process."""
        if contract_id is None:
            answer: Answer | Settled = await self._resolve_unconfirmed(order)
        else:
            answer = await self._resolve_confirmed(order, contract_id)
        if isinstance(answer, Settled):
            self._ledger.close(answer)
        else:
            self._ledger.note(answer)
        return answer

    async def candidates(self, order: Order) -> Sequence[Purchased]:
        """What an unknown order of an earlier process may have become; somebody has to look.

        Raises:
            DerivAccessError, DerivUnavailableError: Deriv cannot be asked.
        """
        try:
            found = await self._reconciliation.candidates(order, since=self._ledger.since)
        except DerivError as error:
            raise DerivUnavailableError(f"Deriv does not tell of the account's contracts: {error}") from None
        return [_purchased(order, one) for one in found]

    async def _resolve_confirmed(
        self, order: Order, contract_id: int
    ) -> Purchased | Settled | OutcomeUnknown:
        try:
            contract = await self._holdings.look(contract_id)
            if contract is not None and contract.is_sold:
                return self._holdings.settled(order.intent, contract)
        except (DerivError, DerivAccessError) as error:
            _log.error("how a contract of an earlier process stands is not known yet: %s", error)
            contract = None
        self._holdings.follow(order.intent, contract_id)
        if contract is None:
            _log.error("Deriv does not show a contract that it had confirmed to an earlier process")
            return self._unknown(order)
        return _purchased(order, contract)

    async def _resolve_unconfirmed(self, order: Order) -> Answer:
        since = self._ledger.since
        try:
            return await within(self._clock, _PATIENCE, self._find(order, since, await self._grace(since)))
        except (DerivError, DerivAccessError, TimeoutError) as error:
            _log.error("what became of a purchase of an earlier process is not known yet: %s", error)
        self.search(order, since=since)
        return self._unknown(order)

    async def _grace(self, since: int) -> float:
        now = await self._trading.read(requests.server_time(), answers.server_time)
        self._time.note(now)
        return 0.0 if 0 < since <= now - GRACE else GRACE

    async def _search(self, order: Order, since: int) -> None:
        try:
            answer = await self._find(order, since, GRACE)
        except DerivAccessError as error:
            _log.error("what became of a purchase cannot be found out: %s", error)
            return
        if not isinstance(answer, OutcomeUnknown):
            self._ledger.tell(answer)

    async def _find(self, order: Order, since: int, grace: float) -> Answer:
        found = await self._reconciliation.find(order, since=since, grace=grace)
        if isinstance(found, Contract):
            self._holdings.follow(order.intent, found.contract_id)
            return _purchased(order, found)
        if isinstance(found, Missing):
            return Refused(
                book=Book.ACCOUNT,
                intent=order.intent,
                reason="it never reached Deriv",
                fatal=False,
                epoch=self._time.latest,
            )
        return self._unknown(order)

    def _unknown(self, order: Order) -> OutcomeUnknown:
        return OutcomeUnknown(book=Book.ACCOUNT, intent=order.intent, epoch=self._time.latest)


def _purchased(order: Order, contract: Contract) -> Purchased:
    return Purchased(
        book=Book.ACCOUNT,
        intent=order.intent,
        contract_id=contract.contract_id,
        stake=contract.price,
        payout=contract.payout,
        epoch=contract.epoch,
    )
