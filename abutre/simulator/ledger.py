"""What moved money, account by account."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Action: TypeAlias = Literal["buy", "sell", "deposit", "withdrawal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One movement.

    Attributes:
        transaction_id: above 2**31; grows.
        account_id: whose money.
        action: buy, sell, deposit or withdrawal.
        amount: money, below 0 for a buy, 0 for the sell of a lost contract.
        balance: of the account afterwards, money.
        time: market epoch.
        contract_id: None for deposits and withdrawals.
        reference_id: on a sell, the transaction of the purchase.
    """

    transaction_id: int
    account_id: str
    action: Action
    amount: Decimal
    balance: Decimal
    time: int
    contract_id: int | None = None
    reference_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which movements a statement shows, newest first.

    Attributes:
        action: only this one; None for all.
        date_from: market epoch, inclusive.
        date_to: market epoch, inclusive.
        limit: at most so many.
        offset: leave out so many.
    """

    action: Action | None = None
    date_from: int | None = None
    date_to: int | None = None
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitFilter:
    """Which closed contracts a profit table shows, by purchase time.

    Attributes:
        contract_types: only these; empty for all.
        date_from: market epoch of purchase, inclusive.
        date_to: market epoch of purchase, inclusive.
        limit: at most so many.
        offset: leave out so many.
        ascending: oldest first instead of newest first.
    """

    contract_types: tuple[str, ...] = ()
    date_from: int | None = None
    date_to: int | None = None
    limit: int = 50
    offset: int = 0
    ascending: bool = False
