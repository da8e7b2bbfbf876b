"""Finds out what became of a purchase that nobody answered. Sends nothing that buys."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from abutre.adapters.deriv import answers, contracts, requests
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.contracts import Contract
from abutre.adapters.deriv.errors import DerivError
from abutre.adapters.deriv.holdings import Holdings
from abutre.adapters.deriv.ledger import Ledger
from abutre.adapters.deriv.notices import Notices
from abutre.domain.events import AlertLevel
from abutre.domain.model import Order
from abutre.domain.newest import Newest
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

GRACE = 30.0
"""Seconds after which a purchase that is nowhere to be found has not happened."""
_EMPTY_LOOKS = 2
_PAUSE = 7.0
"""Seconds between two looks; a grace and two looks stay within the budget of both generations."""
_EARLIER = 2
"""Seconds by which a purchase may seem to be older than its quote."""
_SET_BACK = 300
"""How far back is looked, in seconds, when the broker's clock is behind the time of the quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The purchase did not happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several contracts may be this purchase; somebody has to look."""


class Reconciliation:
    """Looks where a purchase shows: transactions, open contracts, statement, closed contracts."""

    def __init__(
        self,
        *,
        trading: Connection,
        holdings: Holdings,
        ledger: Ledger,
        symbol: str,
        clock: Clock,
        notices: Notices,
    ) -> None:
        self._trading = trading
        self._holdings = holdings
        self._ledger = ledger
        self._symbol = symbol
        self._clock = clock
        self._notices = notices
        self._booked: Newest[int, int] = Newest()

    def note(self, transaction: answers.Transaction) -> None:
        """A transaction was streamed."""
        if transaction.action == "buy" and transaction.contract_id is not None:
            self._booked[transaction.contract_id] = transaction.epoch

    async def find(self, order: Order, *, since: int, grace: float) -> Contract | Missing | Ambiguous:
        """The contract that `order`, quoted at epoch `since` or later, became.

        It is missing when two looks after `grace` seconds have not found it.

        Raises:
            DerivAccessError: Deriv cannot be asked any more.
        """
        began = self._clock.monotonic()
        span: range | None = None
        empty = 0
        while empty < _EMPTY_LOOKS:
            try:
                span = span or await self._span(since, int(GRACE))
                found = await self._candidates(order, span)
            except DerivError as error:
                _log.warning("what became of a purchase is not known yet: %s", error)
                empty = 0
                await self._clock.sleep(_PAUSE)
                continue
            if len(found) == 1:
                return found[0]
            if found:
                message = f"{len(found)} contracts may be one purchase; trading rests until somebody looks"
                self._notices.put(AlertLevel.ERROR, message)
                return Ambiguous()
            empty += 1 if self._clock.monotonic() - began >= grace else 0
            if empty < _EMPTY_LOOKS:
                await self._clock.sleep(_PAUSE)
        return Missing()

    async def candidates(self, order: Order, *, since: int) -> Sequence[Contract]:
        """Every contract of nobody that `order`, quoted at epoch `since` or later, may have become.

        Raises:
            DerivAccessError: Deriv cannot be asked any more.
            DerivError: Deriv does not tell.
        """
        return await self._candidates(order, await self._span(since, 0))

    async def _span(self, since: int, still: int) -> range:
        """Epochs at which the purchase may have been booked, `still` seconds from now on included."""
        now = await self._trading.read(requests.server_time(), answers.server_time)
        first = since if since <= now else now - _SET_BACK
        return range(first - _EARLIER, now + still + 1)

    async def _candidates(self, order: Order, span: range) -> Sequence[Contract]:
        seen: dict[int, Contract] = {}
        for request, parse in (
            (requests.portfolio(), contracts.open_contracts),
            (requests.purchases(span.start), contracts.purchases),
            (requests.closed_contracts(span.start), contracts.closed_contracts),
        ):
            for one in await self._trading.read(request, parse):
                seen.setdefault(one.contract_id, one)
        for contract_id, epoch in self._booked.items():
            if contract_id not in seen and epoch in span and not self._ledger.is_ours(contract_id):
                streamed = await self._holdings.look(contract_id)
                if streamed is not None:
                    seen[contract_id] = streamed
        return [
            one
            for one in seen.values()
            if one.is_of(order, self._symbol)
            and one.epoch in span
            and not self._ledger.is_ours(one.contract_id)
        ]
