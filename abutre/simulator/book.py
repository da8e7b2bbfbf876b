"""Every contract and movement there ever was, and what a client may look up in them."""

from collections.abc import Iterable
from decimal import Decimal

from abutre.simulator.accounts import Account
from abutre.simulator.contracts import Contract
from abutre.simulator.errors import ApiError
from abutre.simulator.ledger import Action, ProfitFilter, StatementFilter, Transaction

_FIRST_CONTRACT = 281_354_024_068
_FIRST_TRANSACTION = 560_807_024_548
"""Above 2**31, as Deriv's: a client that keeps them in 32 bits shows it here."""
_STEP = 20


class Book:
    """Contracts and movements of all accounts."""

    def __init__(self, contracts: Iterable[Contract] = (), transactions: Iterable[Transaction] = ()) -> None:
        self._contracts: dict[int, Contract] = {}
        self._open: dict[int, Contract] = {}
        self.transactions = list(transactions)
        for contract in contracts:
            self.keep(contract)

    @property
    def next_contract_id(self) -> int:
        """Id of the next contract."""
        return _FIRST_CONTRACT + _STEP * len(self._contracts)

    @property
    def next_transaction_id(self) -> int:
        """Id of the next movement."""
        return _FIRST_TRANSACTION + _STEP * len(self.transactions)

    def contracts(self) -> list[Contract]:
        """All, oldest first."""
        return list(self._contracts.values())

    def open(self) -> list[Contract]:
        """Those not closed, oldest first."""
        return list(self._open.values())

    def keep(self, contract: Contract) -> None:
        """Put `contract`, new or in a later state."""
        self._contracts[contract.contract_id] = contract
        if contract.is_sold:
            self._open.pop(contract.contract_id, None)
        else:
            self._open[contract.contract_id] = contract

    def post(
        self,
        account: Account,
        action: Action,
        amount: Decimal,
        time: int,
        *,
        contract_id: int | None = None,
        reference_id: int | None = None,
    ) -> Transaction:
        """Move `amount` on `account` at `time`, market epoch."""
        account.balance += amount
        transaction = Transaction(
            transaction_id=self.next_transaction_id,
            account_id=account.account_id,
            action=action,
            amount=amount,
            balance=account.balance,
            time=time,
            contract_id=contract_id,
            reference_id=reference_id,
        )
        self.transactions.append(transaction)
        return transaction

    def contract(self, contract_id: int) -> Contract:
        """The contract of that id.

        Raises:
            ApiError: `ContractNotFound`.
        """
        contract = self._contracts.get(contract_id)
        if contract is None:
            raise ApiError("ContractNotFound", "This contract was not found.", code_args=(str(contract_id),))
        return contract

    def portfolio(self, account: Account) -> list[Contract]:
        """Contracts of `account` that are not closed, oldest first."""
        return [contract for contract in self._open.values() if contract.account_id == account.account_id]

    def statement(self, account: Account, wanted: StatementFilter) -> list[Transaction]:
        """Movements of `account`, newest first."""
        found = [
            transaction
            for transaction in reversed(self.transactions)
            if transaction.account_id == account.account_id
            and wanted.action in {None, transaction.action}
            and _within(transaction.time, wanted.date_from, wanted.date_to)
        ]
        return found[wanted.offset : wanted.offset + wanted.limit]

    def profit_table(self, account: Account, wanted: ProfitFilter) -> list[Contract]:
        """Closed contracts of `account`, newest purchase first unless asked otherwise."""
        found = [
            contract
            for contract in self._contracts.values()
            if contract.account_id == account.account_id
            and contract.is_sold
            and (not wanted.contract_types or contract.contract_type in wanted.contract_types)
            and _within(contract.purchase_time, wanted.date_from, wanted.date_to)
        ]
        if not wanted.ascending:
            found.reverse()
        return found[wanted.offset : wanted.offset + wanted.limit]


def _within(time: int, first: int | None, last: int | None) -> bool:
    return (first is None or time >= first) and (last is None or time <= last)
