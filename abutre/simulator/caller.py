"""Who is at the other end of a connection: account, streams, quotes; and what all connections share."""

from collections.abc import Callable
from random import Random
from uuid import UUID

from abutre.simulator.accounts import Account
from abutre.simulator.answers import Payload
from abutre.simulator.budgets import Budgets
from abutre.simulator.contracts import Contract
from abutre.simulator.envelope import Envelope
from abutre.simulator.errors import ApiError
from abutre.simulator.exchange import Exchange
from abutre.simulator.faults import Armed
from abutre.simulator.generation import Generation
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.open_contract import AROUND
from abutre.simulator.site import Site
from abutre.simulator.streams import Stream, Streams, View
from abutre.simulator.symbols import symbol_info
from abutre.simulator.terms import Proposal
from abutre.simulator.values import Tick

QUOTE_SECONDS = 60.0
"""How long a quote without a stream can be bought, by the host's clock."""


class House:
    """What all connections share.

    Attributes:
        exchange: the core.
        armed: faults that wait.
        site: what `website_status` tells.
        random: order of frames, ids of streams.
        monotonic: seconds of the host's clock.
        budgets: what every user has spent.
    """

    def __init__(self, *, exchange: Exchange, random: Random, monotonic: Callable[[], float]) -> None:
        self.exchange = exchange
        self.armed = Armed()
        self.site = Site()
        self.random = random
        self.monotonic = monotonic
        self.budgets = Budgets(self.elapsed)
        self._opened = exchange.now(), monotonic()

    def elapsed(self) -> int:
        """Seconds that budgets count, by the market's clock or the host's, whichever has gone further.

        So a client that paces itself by either of them meets no limit, however fast the market is.
        """
        market, host = self._opened
        return max(self.exchange.now() - market, int(self.monotonic() - host))

    def new_id(self) -> str:
        """An id for a stream or a quote."""
        return str(UUID(int=self.random.getrandbits(128), version=4))


class Caller:
    """One connection's state.

    Attributes:
        house: what all connections share.
        generation: of the API it speaks.
        app_id: of the application.
        account: whose it is; None before `authorize`, and on the public socket.
        accounts: all that its token opens.
        streams: what it listens to.
    """

    def __init__(
        self, *, house: House, generation: Generation, app_id: int, account: Account | None = None
    ) -> None:
        self.house = house
        self.generation = generation
        self.app_id = app_id
        self.account = account
        self.accounts = [] if account is None else [account]
        self.streams = Streams()
        self._budget = house.budgets.new(generation.budgets)
        self._quotes: dict[str, tuple[Proposal, float | None]] = {}

    def reading(self, loginid: str | None = None) -> Account:
        """The account, for a look at it.

        Args:
            loginid: which, when the token opens several.

        Raises:
            ApiError: nobody is logged in, or the token may not look.
        """
        return self._allowed(self.generation.reading, "read", loginid)

    def trading(self, loginid: str | None = None) -> Account:
        """The account, for a trade.

        Args:
            loginid: which, when the token opens several.

        Raises:
            ApiError: nobody is logged in, or the token may not trade.
        """
        return self._allowed(frozenset({"trade"}), "trade", loginid)

    def spend(self, call: str) -> None:
        """Take a call out of the user's budget.

        Raises:
            ApiError: RateLimit, there is none left.
        """
        table = self.generation.budgets
        account = self.account
        budget = self._budget if account is None else self.house.budgets.of(table, account.token)
        if not budget.spend(call):
            raise ApiError("RateLimit", f"You have reached the rate limit for {call}.")

    def _allowed(self, scopes: frozenset[str], named: str, loginid: str | None) -> Account:
        if self.account is None:
            raise ApiError("AuthorizationRequired", "Please log in.")
        chosen = self.account.account_id if loginid is None else loginid
        account = next((one for one in self.accounts if one.account_id == chosen), None)
        if account is None or not scopes & set(account.scopes):
            raise ApiError("PermissionDenied", f"Permission denied, requires {named} scope(s).")
        return account

    def subscribe(self, envelope: Envelope, kind: str, key: object, view: View, named: str) -> Stream:
        """Begin a stream.

        Args:
            envelope: of the request.
            kind: what `forget_all` calls it.
            key: what it shows.
            view: what it makes of the happenings.
            named: what it shows, for people.

        Raises:
            ApiError: AlreadySubscribed, or RateLimit when there are too many.
        """
        stream = Stream(stream_id=self.house.new_id(), kind=kind, key=key, envelope=envelope, view=view)
        self.streams.add(stream, named)
        return stream

    def keep_quote(self, quote_id: str, proposal: Proposal, *, streamed: bool) -> None:
        """Let a quote be bought; without a stream not for ever."""
        now = self.house.monotonic()
        self._quotes = {one: held for one, held in self._quotes.items() if held[1] is None or held[1] >= now}
        self._quotes[quote_id] = proposal, None if streamed else now + QUOTE_SECONDS

    def quote(self, quote_id: str) -> Proposal:
        """The quote of that id.

        Raises:
            ApiError: InvalidContractProposal, it is of another connection, too old, or used.
        """
        found = self._quotes.get(quote_id)
        if found is None or (found[1] is not None and found[1] < self.house.monotonic()):
            raise ApiError("InvalidContractProposal", "Unknown contract proposal")
        return found[0]

    def use_quote(self, quote_id: str) -> None:
        """End a quote and its stream."""
        self._quotes.pop(quote_id, None)
        self.streams.forget(quote_id)

    def shown(self, changed: ContractChanged) -> Payload:
        """A contract's life in this generation's words."""
        return self.generation.answers.open_contract(changed, self._audited(changed.contract))

    def now(self, contract: Contract) -> ContractChanged:
        """A contract as it stands now."""
        exchange = self.house.exchange
        return ContractChanged(
            contract=contract,
            phase=contract.phase,
            at=exchange.now(),
            spot=exchange.market.last(contract.symbol),
            bid_price=exchange.bid_price(contract),
        )

    def _audited(self, contract: Contract) -> list[Tick]:
        if not contract.is_expired:
            return []
        margin = AROUND * symbol_info(contract.symbol).tick_interval
        moments = (contract.purchase_time, contract.date_expiry)
        ticks = {
            tick.epoch: tick
            for moment in moments
            for tick in self.house.exchange.market.ticks(contract.symbol, moment - margin, moment + margin)
        }
        return [ticks[epoch] for epoch in sorted(ticks)]
