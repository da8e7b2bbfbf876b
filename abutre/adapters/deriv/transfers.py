"""Finds the money that others move on the account: deposits, withdrawals, resets, contracts not ours."""

import asyncio
import logging
from collections.abc import Sequence

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.answers import Transaction
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.errors import DerivAccessError, DerivError
from abutre.adapters.deriv.ledger import Ledger
from abutre.domain.facts import Transferred
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

_PAUSE = 2.0
"""Seconds after which a contract that nobody has asked for is not ours."""
_ATTEMPTS = 5
"""Most times that balance and statement are read again until they agree."""
_OVERLAP = 60
"""Seconds of the statement that are read again: movements may show late in it."""
_REMEMBERED = 5000


class Transfers:
    """Every movement once, by its number, from the stream and from the statement.

    A contract is nobody else's while a purchase is on its way or unknown: it waits until that is known.
    """

    def __init__(self, *, trading: Connection, ledger: Ledger, clock: Clock) -> None:
        self._trading = trading
        self._ledger = ledger
        self._clock = clock
        self._seen: dict[int, None] = {}
        self._early: list[Transaction] | None = []
        self._waiting: list[tuple[float, Transaction]] = []
        self._newest: Transaction | None = None
        self._behind = False
        self._news = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None

    async def balance(self) -> int:
        """The account's balance, minor units; the first one is that from which on movements are told.

        Raises:
            DerivAccessError, DerivError: Deriv cannot be asked.
        """
        if self._early is None:
            return await self._cash()
        amount, booked = await self._cash(), await self._page(0, 0)
        for _ in range(_ATTEMPTS):
            if not booked or booked[0].balance == amount:
                break
            await self._clock.sleep(1)
            amount, booked = await self._cash(), await self._page(0, 0)
        self._begin(booked)
        return amount

    def streamed(self, transaction: Transaction | None) -> None:
        """Something was streamed; None when the stream has just begun, and something may have been missed."""
        if self._early is not None:
            self._early += [] if transaction is None else [transaction]
        elif transaction is None:
            self._look_back()
        else:
            before = self._newest
            if before is not None and before.balance + transaction.amount != transaction.balance:
                self._look_back()
            self._take(transaction)

    async def close(self) -> None:
        """Look at nothing any more."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)

    def _begin(self, booked: Sequence[Transaction]) -> None:
        early, self._early = self._early or [], None
        self._seen = dict.fromkeys(one.transaction_id for one in reversed(booked))
        self._newest = booked[0] if booked else None
        self._watcher = asyncio.create_task(self._watch())
        for one in early:
            self._take(one)

    def _look_back(self) -> None:
        self._behind = True
        self._news.set()

    def _take(self, transaction: Transaction) -> None:
        if transaction.transaction_id in self._seen:
            return
        self._seen[transaction.transaction_id] = None
        if len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        if self._newest is None or transaction.epoch >= self._newest.epoch:
            self._newest = transaction
        if transaction.contract_id is None:
            self._tell(transaction)
        else:
            self._waiting.append((self._clock.monotonic() + _PAUSE, transaction))
            self._news.set()

    async def _watch(self) -> None:
        while True:
            await self._news.wait()
            try:
                if self._behind:
                    await self._catch_up()
            except DerivError as error:
                _log.warning("what moved on the account meanwhile is not known yet: %s", error)
            except DerivAccessError:
                return
            await self._clock.sleep(_PAUSE)
            self._sort_out()
            if not self._waiting and not self._behind:
                self._news.clear()

    async def _catch_up(self) -> None:
        since = 0 if self._newest is None else self._newest.epoch - _OVERLAP
        missed: list[Transaction] = []
        self._behind = False
        try:
            while len(page := await self._page(since, len(missed))) == requests.STATEMENT_PAGE:
                missed += page
        except (DerivError, DerivAccessError):
            self._behind = True
            raise
        for one in reversed([*missed, *page]):
            self._take(one)

    def _sort_out(self) -> None:
        now = self._clock.monotonic()
        waiting, self._waiting = self._waiting, []
        for ripe, transaction in waiting:
            if self._ledger.is_ours(transaction.contract_id or 0):
                continue
            if now < ripe or self._ledger.is_asking:
                self._waiting.append((ripe, transaction))
            else:
                self._tell(transaction)

    def _tell(self, transaction: Transaction) -> None:
        if transaction.amount:
            self._ledger.tell_transfer(Transferred(amount=transaction.amount, epoch=transaction.epoch))

    async def _cash(self) -> int:
        return (await self._trading.read(requests.balance(), answers.balance)).amount

    async def _page(self, since: int, offset: int) -> Sequence[Transaction]:
        return await self._trading.read(requests.statement(since, offset), answers.statement)
