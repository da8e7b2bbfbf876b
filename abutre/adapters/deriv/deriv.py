"""Puts Deriv together: two connections, the feed on one, the broker on the other."""

import logging
from collections.abc import AsyncGenerator, Sequence
from random import Random
from types import TracebackType
from typing import Self

from abutre.adapters.deriv import answers, contracts, requests
from abutre.adapters.deriv.broker import DerivBroker
from abutre.adapters.deriv.budget import Budget
from abutre.adapters.deriv.config import DerivAccount, DerivConfig, Generation
from abutre.adapters.deriv.connection import Connection, Dial, Snapshot
from abutre.adapters.deriv.dial import dial
from abutre.adapters.deriv.errors import (
    CallRefusedError,
    DerivAccessError,
    DerivError,
    DerivUnavailableError,
)
from abutre.adapters.deriv.feed import DerivFeed
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.holdings import Holdings
from abutre.adapters.deriv.ledger import Ledger
from abutre.adapters.deriv.legacy import LegacyProfile
from abutre.adapters.deriv.link import Link
from abutre.adapters.deriv.market_time import MarketTime
from abutre.adapters.deriv.notices import Notices
from abutre.adapters.deriv.options import OptionsProfile
from abutre.adapters.deriv.profile import Profile
from abutre.adapters.deriv.purchase import Purchase
from abutre.adapters.deriv.reconciliation import Reconciliation
from abutre.adapters.deriv.resolution import Resolution
from abutre.adapters.deriv.site import Site
from abutre.adapters.deriv.terms import Terms
from abutre.adapters.deriv.transfers import Transfers
from abutre.domain.facts import Purchased
from abutre.domain.model import Direction, Order
from abutre.domain.ports import Clock
from abutre.domain.records import Notice
from abutre.domain.symbols import Symbol

_log = logging.getLogger(__name__)


class Deriv:
    """Deriv's market and one account, between `async with` and its end; opened once.

    Attributes:
        feed: the market.
        broker: the account's broker.
    """

    def __init__(self, config: DerivConfig, symbol: Symbol, clock: Clock, random: Random) -> None:
        """Prepare; nothing is sent yet. `random` spreads the attempts to reconnect."""
        self._clock = clock
        self._random = random
        self._budget = Budget(config.api, clock)
        self._notices = Notices()
        self._time = MarketTime()
        ledger = Ledger()
        self._symbol = symbol
        self._site = site = Site(clock=clock, notices=self._notices)
        self._profile: Profile = (
            LegacyProfile(config, self._connect, site)
            if config.api is Generation.LEGACY
            else OptionsProfile(config, self._connect)
        )
        self._market = self._connection("market", self._profile.market)
        self._trading = self._connection("trading", self._profile.trading, self._snapshot)
        self._holdings = Holdings(
            trading=self._trading, ledger=ledger, time=self._time, clock=clock, decimals=symbol.decimals
        )
        self._reconciliation = Reconciliation(
            trading=self._trading,
            holdings=self._holdings,
            ledger=ledger,
            symbol=symbol.code,
            clock=clock,
            notices=self._notices,
        )
        self._resolution = Resolution(
            trading=self._trading,
            ledger=ledger,
            holdings=self._holdings,
            reconciliation=self._reconciliation,
            time=self._time,
            clock=clock,
        )
        self._transfers = Transfers(trading=self._trading, ledger=ledger, clock=clock)
        terms = Terms(generation=config.api, symbol=symbol.code, profile=self._profile)
        self.feed = DerivFeed(
            market=self._market, symbol=symbol, time=self._time, clock=clock, notices=self._notices
        )
        self.broker = DerivBroker(
            trading=self._trading,
            terms=terms,
            ledger=ledger,
            holdings=self._holdings,
            purchase=Purchase(trading=self._trading, terms=terms, time=self._time, site=site, clock=clock),
            resolution=self._resolution,
            transfers=self._transfers,
        )

    async def __aenter__(self) -> Self:
        """Connect, verify the account, and watch its transactions.

        Raises:
            DerivAccessError: token, account or generation is the wrong one; the text says what to do.
            DerivUnavailableError: Deriv cannot be reached.
        """
        try:
            await self._open()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect; contracts that run go on at Deriv."""
        await self._close()

    def account(self) -> DerivAccount | None:
        """The account, verified by Deriv's answer on its own socket; None before it is open."""
        return self._profile.account

    def connected(self) -> bool:
        """Whether both connections stand."""
        return self._market.connected and self._trading.connected

    def closed(self) -> str | None:
        """Why Deriv takes no purchases now, as far as it tells; None while it does."""
        return self._site.closed()

    def reconnects(self) -> int:
        """How often a lost connection was replaced."""
        return self._market.reconnects + self._trading.reconnects

    def notices(self) -> AsyncGenerator[Notice, None]:
        """What the operator should hear: connections lost and back, silence, what nobody can decide."""
        return self._notices.stream()

    async def candidates(self, order: Order) -> Sequence[Purchased]:
        """Contracts of the account that may be `order`, which an earlier process left unresolved.

        Raises:
            UserError: Deriv cannot be asked.
        """
        return await self._resolution.candidates(order)

    async def _open(self) -> None:
        await self._market.open()
        await self._check_offer()
        await self._trading.open()
        try:
            await self._trading.subscribe(requests.transactions(), self._note)
        except DerivError as error:
            raise DerivUnavailableError(f"Deriv does not tell of transactions: {error}") from None
        await self.feed.now()

    async def _check_offer(self) -> None:
        try:
            offered = await self._market.read(
                requests.contracts_for(self._symbol.code), answers.offered_for_a_minute
            )
        except DerivError as error:
            raise DerivUnavailableError(
                f"Deriv does not tell what {self._symbol.name} offers: {error}"
            ) from None
        missing = [kind.value for kind in Direction if kind.value not in offered]
        if missing:
            raise DerivAccessError(
                f"Deriv does not offer {' and '.join(missing)} of one minute on {self._symbol.name}; choose "
                "another --symbol"
            )

    async def _snapshot(self, link: Link) -> None:
        """How the account stands on a fresh link, before anything else is asked there."""
        try:
            answers.balance(await link.call(requests.balance()))
            held = contracts.open_contracts(await link.call(requests.portfolio()))
        except CallRefusedError as error:
            _log.warning("how the account stands was not told: %s", error)
            return
        self._holdings.check({one.contract_id for one in held})

    async def _close(self) -> None:
        await self._transfers.close()
        await self._resolution.close()
        await self._holdings.close()
        await self._trading.close()
        await self._market.close()

    def _note(self, frame: Frame) -> None:
        transaction = answers.transaction(frame)
        self._transfers.streamed(transaction)
        if transaction is None:
            return
        self._time.note(transaction.epoch)
        self._reconciliation.note(transaction)
        if transaction.action == "sell" and transaction.contract_id is not None:
            self._holdings.nudge(transaction.contract_id)

    def _connection(self, name: str, open_link: Dial, on_redial: Snapshot | None = None) -> Connection:
        return Connection(
            name=name,
            dial=open_link,
            on_redial=on_redial,
            clock=self._clock,
            random=self._random,
            notices=self._notices,
        )

    async def _connect(self, url: str) -> Link:
        return Link(await dial(url), budget=self._budget, clock=self._clock)
