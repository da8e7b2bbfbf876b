"""Takes every contract from its purchase to its end, whether or not anybody is connected."""

from dataclasses import replace
from decimal import Decimal
from heapq import heapify, heappop, heappush
from random import Random

from abutre.simulator import life
from abutre.simulator.accounts import Account, Accounts
from abutre.simulator.book import Book
from abutre.simulator.contracts import LATEST, SOONEST, Contract, Status
from abutre.simulator.errors import ApiError
from abutre.simulator.happenings import BalanceChanged, ContractChanged, Happening, TickHappened, Transacted
from abutre.simulator.ledger import Transaction
from abutre.simulator.market import Market
from abutre.simulator.values import Tick


class SettlementDesk:
    """Open contracts, what falls due when, and what has to be told.

    Attributes:
        commission: taken off what a running contract is worth.
        balance_on_loss: whether a lost contract tells the balance too, which it leaves as it was.
    """

    def __init__(self, *, market: Market, accounts: Accounts, book: Book, commission: Decimal) -> None:
        self.commission = commission
        self.balance_on_loss = False
        self._market = market
        self._accounts = accounts
        self._book = book
        self._happenings: list[Happening] = []
        self._spots: dict[str, Tick] = {}
        self._due = [(life.deadline(contract), contract.contract_id) for contract in book.open()]
        heapify(self._due)

    def drain(self) -> list[Happening]:
        """What happened since it was last asked, in order."""
        told, self._happenings = self._happenings, []
        return told

    def advance(self, to: int) -> None:
        """Move market time on to `to`: ticks and what falls due between them, in order."""
        for tick in self._market.advance(to):
            self._settle_until(tick.epoch - 1)
            self._take(tick)
        self._settle_until(self._market.now)

    def opened(self, account: Account, contract: Contract, transaction: Transaction) -> None:
        """Take charge of a contract that was just bought."""
        self.tell_money(account, transaction, contract)
        self._keep(contract, contract.purchase_time)
        self._wait_for(contract)

    def close(self, contract: Contract, status: Status, price: Decimal, at: int) -> Transaction:
        """End `contract`: pay `price`, money, at market epoch `at`."""
        account = self._accounts.get(contract.account_id)
        transaction = self._book.post(
            account,
            "sell",
            price,
            at,
            contract_id=contract.contract_id,
            reference_id=contract.transaction_id,
        )
        closed = replace(
            contract,
            status=status,
            sell_price=price,
            sell_time=at,
            sell_spot=self._spot(contract.symbol),
            sell_transaction_id=transaction.transaction_id,
        )
        self.tell_money(account, transaction, closed)
        self._keep(closed, at)
        return transaction

    def worth(self, contract: Contract) -> Decimal:
        """What `contract` is worth now, money."""
        return life.worth(contract, self._spot(contract.symbol), self.commission)

    def tell_money(
        self, account: Account, transaction: Transaction, contract: Contract | None = None
    ) -> None:
        """Tell of a movement, and of the contract it belongs to as it stands now."""
        self._happenings.append(Transacted(transaction=transaction, contract=contract))
        if transaction.amount or self.balance_on_loss:
            self._happenings.append(
                BalanceChanged(
                    account_id=account.account_id, currency=account.currency, balance=transaction.balance
                )
            )

    def _take(self, tick: Tick) -> None:
        self._spots[tick.symbol] = tick
        self._happenings.append(TickHappened(tick=tick))
        for contract in self._book.open():
            if contract.symbol != tick.symbol:
                continue
            later = life.watched(contract, tick)
            if later.is_expired and not contract.is_expired:
                self._expire(later, tick.epoch)
            elif life.deadline(later) == tick.epoch:
                self._book.keep(later)
            else:
                self._keep(later, tick.epoch)

    def _settle_until(self, epoch: int) -> None:
        while self._due and self._due[0][0] <= epoch:
            at, contract_id = heappop(self._due)
            contract = self._book.contract(contract_id)
            if contract.is_sold or life.deadline(contract) != at:
                continue
            if contract.is_expired:
                self.close(contract, *life.outcome(contract), at)
            else:
                self._expire(life.expired(contract, self._spot(contract.symbol)), at)

    def _expire(self, contract: Contract, at: int) -> None:
        random = Random(f"{self._market.seed}:{contract.contract_id}")  # noqa: S311 (a delay is no secret)
        contract = replace(contract, settle_at=at + random.randint(SOONEST, LATEST))
        self._keep(contract, at)
        self._wait_for(contract)

    def _keep(self, contract: Contract, at: int) -> None:
        self._book.keep(contract)
        self._happenings.append(
            ContractChanged(
                contract=contract,
                phase=contract.phase,
                at=at,
                spot=self._spot(contract.symbol),
                bid_price=self.worth(contract),
            )
        )

    def _wait_for(self, contract: Contract) -> None:
        heappush(self._due, (life.deadline(contract), contract.contract_id))

    def _spot(self, symbol: str) -> Tick:
        """Newest tick that was taken; between two calls of `advance` that is the market's."""
        return self._spots.get(symbol) or self._market.last(symbol)


def still_open(contract: Contract) -> Contract:
    """`contract`, when it may still be sold or refunded.

    Raises:
        ApiError: `ContractAlreadySold`, or `NoOpenPosition` once it expired.
    """
    if contract.is_sold:
        raise ApiError("ContractAlreadySold", "This contract has been sold.")
    if contract.is_expired:
        raise ApiError("NoOpenPosition", "This contract was not found among your open positions.")
    return contract
