"""The simulated Deriv without sockets: quotes, buys, sells, settles, remembers."""

from collections.abc import Callable
from decimal import Decimal

from abutre.simulator.accounts import DEMO_BALANCE, Account, Accounts
from abutre.simulator.archive import Archive, World
from abutre.simulator.book import Book
from abutre.simulator.contracts import Contract
from abutre.simulator.errors import ApiError
from abutre.simulator.happenings import Happening
from abutre.simulator.ledger import ProfitFilter, StatementFilter, Transaction
from abutre.simulator.market import Market
from abutre.simulator.pricing import COMMISSION
from abutre.simulator.purchase_checks import check_money, check_price, price_moved
from abutre.simulator.quotes import propose
from abutre.simulator.running_time import RunningTime
from abutre.simulator.settlement_desk import SettlementDesk, still_open
from abutre.simulator.terms import Proposal, Terms
from abutre.simulator.wording import shortcode


class Exchange:
    """Everything that happens between accounts and a market.

    A call that changes something (buy, sell, refund, reset) leaves its happenings for the next `advance` or
    `drain`, whichever comes first, and is in the archive when it returns.

    Attributes:
        market: prices; only the exchange advances it.
        accounts: who trades.
        book: contracts and movements.
    """

    def __init__(
        self,
        *,
        market: Market,
        accounts: Accounts,
        clock_now: Callable[[], int],
        commission: Decimal = COMMISSION,
        archive: Archive | None = None,
    ) -> None:
        """Open for trade.

        Args:
            market: prices.
            accounts: who trades.
            clock_now: market epoch; a contract starts at it.
            commission: the `c` of the payout.
            archive: keeps everything, and gives the contracts and movements to go on with; memory when not
                given.
        """
        self.market = market
        self.accounts = accounts
        self.book = Book(Archive() if archive is None else archive)
        self._clock_now = clock_now
        self._desk = SettlementDesk(market=market, accounts=accounts, book=self.book, commission=commission)

    @property
    def commission(self) -> Decimal:
        """The `c` of the payout."""
        return self._desk.commission

    @commission.setter
    def commission(self, commission: Decimal) -> None:
        """Move every price; what was quoted before is not sold any more."""
        self._desk.commission = commission
        self.keep()

    def tell_balance_on_loss(self) -> None:
        """Tell the balance after lost contracts too; Deriv has been seen to do either."""
        self._desk.balance_on_loss = True

    def now(self) -> int:
        """Market epoch: the clock's, or the market's when that is ahead."""
        return max(self._clock_now(), self.market.now)

    def quote(self, terms: Terms) -> Proposal:
        """The price of `terms` now.

        Raises:
            ApiError: they are not sold.
        """
        return propose(terms, market=self.market, now=self.now(), commission=self.commission)

    def buy(
        self,
        account: Account,
        terms: Terms,
        price: Decimal,
        *,
        proposal: Proposal | None = None,
        app_id: int | None = None,
    ) -> Contract:
        """Buy `terms` for at most `price`; balance, contract and movement change together or not at all.

        Args:
            account: who pays.
            terms: what.
            price: the most it may cost, money.
            proposal: the quote it is bought on; when it would pay something else by now, the price has moved.
            app_id: the application that buys, the account's own when not given. Another one makes it a
                contract bought by another app.

        Raises:
            ApiError: not sold on these terms, `PriceMoved`, `InsufficientBalance`, `NotDefaultCurrency`.
        """
        quote = self.quote(terms)
        check_price(quote, price, proposal)
        check_money(account, quote)
        start = quote.date_start
        running = RunningTime.of(terms, start)
        contract = Contract(
            contract_id=self.book.next_contract_id,
            account_id=account.account_id,
            app_id=account.app_id if app_id is None else app_id,
            transaction_id=self.book.next_transaction_id,
            terms=terms,
            symbol=terms.symbol,
            contract_type=terms.contract_type,
            currency=terms.currency,
            buy_price=quote.ask_price,
            payout=quote.payout,
            purchase_time=start,
            date_expiry=running.end(terms.symbol, start),
            tick_count=running.ticks,
            shortcode=shortcode(terms.symbol, terms.contract_type, quote.payout, start, running),
            longcode=quote.longcode,
        )
        transaction = self.book.post(
            account, "buy", -quote.ask_price, start, contract_id=contract.contract_id
        )
        self._desk.opened(account, contract, transaction)
        self.keep()
        return contract

    def sell(self, account: Account, contract_id: int, price: Decimal) -> tuple[Contract, Transaction]:
        """Sell an open contract before its end, for at least `price` (0: whatever it is worth).

        Raises:
            ApiError: `ContractNotFound`, `ContractAlreadySold`, `NoOpenPosition` once it expired,
                `EntryTickMissing`, `ResaleNotOffered` for a contract of ticks, `PriceMoved`.
        """
        contract = still_open(self.contract(account, contract_id))
        if contract.tick_count is not None:
            raise ApiError("ResaleNotOffered", "Resale of this contract is not offered.")
        if contract.date_expiry <= self.now():
            raise ApiError("NoOpenPosition", "This contract was not found among your open positions.")
        if contract.entry is None:
            raise ApiError("EntryTickMissing", "Waiting for entry tick.")
        bid = self._desk.worth(contract)
        if bid < price:
            raise price_moved(contract.currency, "sell price", price, bid)
        transaction = self._desk.close(contract, "sold", bid, self.now())
        self.keep()
        return self.book.contract(contract_id), transaction

    def bid_price(self, contract: Contract) -> Decimal:
        """What `contract` is worth now, money: see `ContractChanged.bid_price`."""
        return self._desk.worth(contract)

    def contract(self, account: Account, contract_id: int) -> Contract:
        """The contract of that id.

        Raises:
            ApiError: `ContractNotFound`; also when it belongs to another account.
        """
        contract = self.book.contract(contract_id)
        if contract.account_id != account.account_id:
            raise ApiError("ContractNotFound", "This contract was not found.", code_args=(str(contract_id),))
        return contract

    def portfolio(self, account: Account) -> list[Contract]:
        """Contracts that are not closed, oldest first; an expired one until it is settled."""
        return self.book.portfolio(account)

    def statement(self, account: Account, wanted: StatementFilter) -> list[Transaction]:
        """Movements, newest first."""
        return self.book.statement(account, wanted)

    def profit_table(self, account: Account, wanted: ProfitFilter) -> list[Contract]:
        """Closed contracts, newest purchase first unless asked otherwise."""
        return self.book.profit_table(account, wanted)

    def refund(self, contract_id: int) -> Contract:
        """Cancel an open contract and give the stake back: status `cancelled`, sell_price = buy_price.

        Raises:
            ApiError: `ContractNotFound`, `ContractAlreadySold`, `NoOpenPosition` once it expired.
        """
        contract = still_open(self.book.contract(contract_id))
        self._desk.close(contract, "cancelled", contract.buy_price, self.now())
        self.keep()
        return self.book.contract(contract_id)

    def reset_demo(self, account: Account) -> Transaction | None:
        """Set a demo account's balance to 10 000.00; None when it has it already.

        Raises:
            ApiError: `AccessDenied`, it is a real account.
        """
        if account.kind != "demo":
            raise ApiError("AccessDenied", "Only the balance of a demo account can be reset.")
        missing = DEMO_BALANCE - account.balance
        return self.transfer(account, missing) if missing else None

    def transfer(self, account: Account, amount: Decimal) -> Transaction:
        """Pay `amount`, money, into an account, or out of it when it is below 0."""
        transaction = self.book.post(account, "deposit" if amount > 0 else "withdrawal", amount, self.now())
        self._desk.tell_money(account, transaction)
        self.keep()
        return transaction

    def keep(self) -> None:
        """Put everything as it is now into the archive: after a new account or a gap in the market.

        Raises:
            SimulatorFileError: it cannot be written.
        """
        market = self.market
        world = World(
            seed=market.seed,
            start=market.start,
            now=market.now,
            commission=self.commission,
            hidden=market.hidden,
        )
        self.book.write(world, self.accounts)

    def advance(self, to: int) -> list[Happening]:
        """Move market time on to `to` (an earlier time is ignored); settle what is due, listened to or not.

        Returns:
            What happened since the last `advance` or `drain`, in order.
        """
        self._desk.advance(to)
        if self.book.moved:
            self.keep()
        return self._desk.drain()

    def drain(self) -> list[Happening]:
        """What happened since the last `advance` or `drain`, without moving time."""
        return self._desk.drain()
