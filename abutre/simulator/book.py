"""Contracts and movements, and what a client may look up in them."""

from decimal import Decimal

from abutre.simulator.accounts import Account, Accounts
from abutre.simulator.archive import Archive, World
from abutre.simulator.contracts import Contract
from abutre.simulator.errors import ApiError
from abutre.simulator.ledger import Action, ProfitFilter, StatementFilter, Transaction

_FIRST_CONTRACT = 281_354_024_068
_FIRST_TRANSACTION = 560_807_024_548
"""Above 2**31, as Deriv's: a client that keeps them in 32 bits shows it here."""
_STEP = 20
KEPT = 10_000
"""Contracts that are remembered, the newest; what moved money for an older one is forgotten with it."""


class Book:
    """Contracts and movements of all accounts: those of the moment here, all others in the archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._open = {contract.contract_id: contract for contract in archive.open_contracts()}
        self._changed: dict[int, Contract] = {}
        self._posted: list[Transaction] = []
        contract, transaction = archive.newest()
        self._next_contract_id = _FIRST_CONTRACT if contract is None else contract + _STEP
        self._next_transaction_id = _FIRST_TRANSACTION if transaction is None else transaction + _STEP

    @property
    def next_contract_id(self) -> int:
        """Id of the next contract."""
        return self._next_contract_id

    @property
    def next_transaction_id(self) -> int:
        """Id of the next movement."""
        return self._next_transaction_id

    @property
    def moved(self) -> bool:
        """Whether money has moved since the last `write`."""
        return bool(self._posted)

    def write(self, world: World, accounts: Accounts) -> None:
        """Put into the archive whatever has changed; on disk when it returns, all of it or nothing.

        Raises:
            SimulatorFileError: it cannot be written.
        """
        self._archive.write(
            world,
            accounts.all(),
            self._changed.values(),
            self._posted,
            forget_before=self.next_contract_id - _STEP * KEPT,
        )
        self._changed.clear()
        self._posted.clear()

    def open(self) -> list[Contract]:
        """Those not closed, oldest first."""
        return list(self._open.values())

    def keep(self, contract: Contract) -> None:
        """Put `contract`, new or in a later state."""
        self._next_contract_id = max(self._next_contract_id, contract.contract_id + _STEP)
        self._changed[contract.contract_id] = contract
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
            transaction_id=self._next_transaction_id,
            account_id=account.account_id,
            action=action,
            amount=amount,
            balance=account.balance,
            time=time,
            contract_id=contract_id,
            reference_id=reference_id,
        )
        self._next_transaction_id += _STEP
        self._posted.append(transaction)
        return transaction

    def contract(self, contract_id: int) -> Contract:
        """The contract of that id.

        Raises:
            ApiError: `ContractNotFound`.
        """
        contract = self._changed.get(contract_id) or self._open.get(contract_id)
        contract = contract or self._archive.contract(contract_id)
        if contract is None:
            raise ApiError("ContractNotFound", "This contract was not found.", code_args=(str(contract_id),))
        return contract

    def portfolio(self, account: Account) -> list[Contract]:
        """Contracts of `account` that are not closed, oldest first."""
        return [contract for contract in self._open.values() if contract.account_id == account.account_id]

    def statement(self, account: Account, wanted: StatementFilter) -> list[Transaction]:
        """Movements of `account`, newest first."""
        return self._archive.statement(account, wanted)

    def profit_table(self, account: Account, wanted: ProfitFilter) -> list[Contract]:
        """Closed contracts of `account`, newest purchase first unless asked otherwise."""
        return self._archive.profit_table(account, wanted)
