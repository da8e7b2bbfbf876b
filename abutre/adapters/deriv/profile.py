"""What the two generations have in common: how a market and an account are reached."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from abutre.adapters.deriv.config import DerivAccount
from abutre.adapters.deriv.link import Link

Connect = Callable[[str], Awaitable[Link]]
"""Opens a link to an address."""


class Profile(Protocol):
    """One generation. Errors are those of `Connection.open`, as `DerivError` where later it may work."""

    account: DerivAccount | None
    """The account, once `trading` has verified it."""

    async def market(self) -> Link:
        """A link for market data."""

    async def trading(self) -> Link:
        """A link bound to the account, which its first answer has verified."""
