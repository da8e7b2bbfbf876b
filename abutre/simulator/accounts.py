"""Who trades: accounts, their tokens and balances."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from abutre.simulator.errors import ApiError

DEMO_BALANCE = Decimal("10000.00")
"""What a demo account has when it is new or reset."""


@dataclass(slots=True, kw_only=True)
class Account:
    """One account. Its balance is changed by the exchange only.

    Attributes:
        account_id: login id, `DOT90000001`.
        kind: demo or real.
        currency: ISO code.
        balance: money, two decimals, never below 0.
        token: what a client shows to get in; accounts of one person may share it (a PAT), and the first
            of them is the one that a legacy `authorize` enters.
        scopes: what the token may do; `trade` is needed to buy and sell, `read` to look.
        app_id: the application that the token was made for.
    """

    account_id: str
    kind: Literal["demo", "real"]
    currency: str = "USD"
    balance: Decimal = DEMO_BALANCE
    token: str
    scopes: tuple[str, ...] = ("read", "trade")
    app_id: int = 1089


class Accounts:
    """All accounts of the simulator, in the order they were opened."""

    def __init__(self, accounts: Iterable[Account] = ()) -> None:
        self._by_id: dict[str, Account] = {}
        for account in accounts:
            self.add(account)

    def add(self, account: Account) -> None:
        """Open `account`.

        Raises:
            ValueError: its id is taken.
        """
        if account.account_id in self._by_id:
            raise ValueError(f"account {account.account_id} exists already")
        self._by_id[account.account_id] = account

    def all(self) -> list[Account]:
        """Every account."""
        return list(self._by_id.values())

    def get(self, account_id: str) -> Account:
        """The account of that id.

        Raises:
            ApiError: `AccountNotFound`.
        """
        account = self._by_id.get(account_id)
        if account is None:
            raise ApiError("AccountNotFound", f"Account {account_id} was not found.")
        return account

    def of_token(self, token: str) -> list[Account]:
        """The accounts that `token` opens, in order.

        Raises:
            ApiError: `InvalidToken`, it opens none.
        """
        found = [account for account in self._by_id.values() if account.token == token]
        if not found:
            raise ApiError("InvalidToken", "The token is invalid.")
        return found
