"""Follows contracts to their settlement, over every connection to come."""

import asyncio
import logging
from collections.abc import Set as AbstractSet

from abutre.adapters.deriv import contracts, requests
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.contracts import Contract
from abutre.adapters.deriv.errors import CallRefusedError, DerivAccessError, DerivError
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.ledger import Ledger
from abutre.adapters.deriv.market_time import MarketTime
from abutre.adapters.deriv.values import in_units
from abutre.adapters.deriv.waiting import within
from abutre.domain.facts import Settled
from abutre.domain.model import Book, Spots
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

_LOOK_EVERY = 15.0
"""Seconds of a silent contract stream after which the contract is asked for."""


class Holdings:
    """The open contracts of this process."""

    def __init__(
        self, *, trading: Connection, ledger: Ledger, time: MarketTime, clock: Clock, decimals: int
    ) -> None:
        """Follow nothing yet; `decimals` are those of the symbol's prices."""
        self._trading = trading
        self._decimals = decimals
        self._ledger = ledger
        self._time = time
        self._clock = clock
        self._nudges: dict[int, asyncio.Queue[Contract | None]] = {}
        self._followers: set[asyncio.Task[None]] = set()

    def follow(self, intent: int, contract_id: int) -> None:
        """Tell the ledger when the contract of `intent` is settled."""
        if contract_id in self._nudges:
            return
        self._nudges[contract_id] = asyncio.Queue()
        follower = asyncio.create_task(self._follow(intent, contract_id))
        self._followers.add(follower)
        follower.add_done_callback(self._followers.discard)

    def nudge(self, contract_id: int) -> None:
        """Something was booked for a contract: look at it now, if it is followed."""
        if contract_id in self._nudges:
            self._nudges[contract_id].put_nowait(None)

    def check(self, open_ids: AbstractSet[int]) -> None:
        """Look at every contract that is followed and not among the open ones."""
        for contract_id in self._nudges.keys() - open_ids:
            self.nudge(contract_id)

    async def close(self) -> None:
        """Follow nothing any more."""
        for follower in self._followers:
            follower.cancel()
        await asyncio.gather(*self._followers, return_exceptions=True)

    async def look(self, contract_id: int) -> Contract | None:
        """How a contract stands; None when Deriv does not know it.

        Raises:
            DerivAccessError, DerivError: Deriv cannot be asked.
        """
        try:
            found = await self._trading.read(requests.contract(contract_id), contracts.contract)
        except CallRefusedError as error:
            _log.warning("a contract is looked for among those that have ended: %s", error)
            found = None
        if found is not None and found.contract_id == contract_id:
            return found
        closed = await self._trading.read(requests.closed_contracts(0), contracts.closed_contracts)
        return next((one for one in closed if one.contract_id == contract_id), None)

    def settled(self, intent: int, contract: Contract) -> Settled:
        """The settlement of a contract that is sold.

        Raises:
            BadFrameError: what was credited is not told.
        """
        outcome, credited = contract.ending()
        epoch = contract.sold_at or self._time.latest
        return Settled(
            book=Book.ACCOUNT,
            intent=intent,
            outcome=outcome,
            payout=credited,
            epoch=epoch,
            spots=self._spots(contract),
        )

    def _spots(self, contract: Contract) -> Spots | None:
        if contract.spots is None:
            return None
        entry, exit_ = (in_units(spot, self._decimals) for spot in contract.spots)
        return Spots(entry=entry, exit=exit_)

    async def _follow(self, intent: int, contract_id: int) -> None:
        news = self._nudges[contract_id]
        request = requests.contract_stream(contract_id)
        subscription = None
        try:
            subscription = await self._trading.subscribe(request, lambda frame: _note(frame, news))
        except DerivError as error:
            _log.info("a contract is not streamed, it will be asked for: %s", error)
        except DerivAccessError as error:
            _log.error("a contract cannot be followed to its end: %s", error)
            return
        try:
            self._ledger.tell_ending(await self._ending(intent, contract_id, news))
        except DerivAccessError as error:
            _log.error("a contract cannot be followed to its end: %s", error)
        del self._nudges[contract_id]
        if subscription is not None:
            await self._trading.cancel(subscription)

    async def _ending(self, intent: int, contract_id: int, news: asyncio.Queue[Contract | None]) -> Settled:
        while True:
            try:
                contract = await within(self._clock, _LOOK_EVERY, news.get())
            except TimeoutError:
                contract = None
            try:
                contract = contract or await self.look(contract_id)
                if contract is not None and contract.is_sold:
                    return self.settled(intent, contract)
            except DerivError as error:
                _log.warning("a contract could not be looked at: %s", error)


def _note(frame: Frame, news: asyncio.Queue[Contract | None]) -> None:
    contract = contracts.contract(frame)
    if contract is not None:
        news.put_nowait(contract)
