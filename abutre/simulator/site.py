"""What the site says of itself, and the one-time passwords that open its sockets."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import TypeAlias

from abutre.simulator.happenings import Happening

OTP_SECONDS = 120
"""How long a one-time password lasts, by the host's clock."""


@dataclass(slots=True)
class Site:
    """The state that `website_status` tells.

    Attributes:
        status: up, down or updating.
        message: "migrated" once the accounts have moved to the New API.
    """

    status: str = "up"
    message: str = ""


@dataclass(frozen=True, slots=True)
class SiteChanged:
    """The site says something else now."""


Told: TypeAlias = Happening | SiteChanged
"""What streams are told."""


class Passwords:
    """One-time passwords: each opens one socket of one account, once, and not for long.

    Args:
        monotonic: seconds of the host's clock.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._minted: dict[str, tuple[str, float]] = {}

    def mint(self, account_id: str) -> str:
        """Make a password for an account."""
        now = self._monotonic()
        self._minted = {one: held for one, held in self._minted.items() if held[1] > now}
        password = token_urlsafe(24)
        self._minted[password] = (account_id, now + OTP_SECONDS)
        return password

    def take(self, password: str) -> str | None:
        """Use a password up; the account's id, None when it is unknown, used or too old."""
        account_id, until = self._minted.pop(password, ("", 0.0))
        return account_id if until > self._monotonic() else None
