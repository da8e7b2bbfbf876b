"""What is the same in every order of a process."""

from abutre.adapters.deriv import requests
from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.errors import NotSentError
from abutre.adapters.deriv.profile import Profile
from abutre.adapters.deriv.requests import Request
from abutre.domain.model import Direction


class Terms:
    """Generation, symbol, and the currency of the account."""

    def __init__(self, *, generation: Generation, symbol: str, profile: Profile) -> None:
        """`symbol` is Deriv's code."""
        self._generation = generation
        self.symbol = symbol
        self._profile = profile

    def quote(self, direction: Direction, stake: int) -> Request:
        """Ask what a contract for `stake` minor units pays.

        Raises:
            NotSentError: there is no account yet.
        """
        account = self._profile.account
        if account is None:
            raise NotSentError("no account has been opened")
        return requests.proposal(
            self._generation,
            symbol=self.symbol,
            currency=account.currency,
            direction=direction,
            stake=stake,
        )
