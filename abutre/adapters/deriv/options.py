"""The New API: token and app id → accounts → one-time password → socket."""

from collections.abc import Sequence
from dataclasses import replace

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.config import CURRENCIES, DerivAccount, DerivConfig
from abutre.adapters.deriv.errors import DerivAccessError, LinkLostError
from abutre.adapters.deriv.link import Link
from abutre.adapters.deriv.profile import Connect
from abutre.adapters.deriv.rest import ListedAccount, Rest


class OptionsProfile:
    """Profile `options`. Every trading socket has a password of its own."""

    def __init__(self, config: DerivConfig, connect: Connect) -> None:
        """`connect` opens a link to an address."""
        self._config = config
        self._connect = connect
        self._rest = Rest(config)
        self.account: DerivAccount | None = None

    async def market(self) -> Link:
        """A link to the public socket, which needs no account."""
        return await self._connect(f"{self._config.ws_url.rstrip('/')}/public")

    async def trading(self) -> Link:
        """A link to the account's socket; the password is asked for last.

        Raises:
            DerivAccessError: token refused, no such account, or a socket of another one.
            DerivError: not now.
        """
        account = self.account or self._picked(await self._rest.accounts())
        try:
            link = await self._connect(await self._rest.socket_url(account.account_id))
        except LinkLostError:  # A password is good for one attempt; the next one has its own.
            link = await self._connect(await self._rest.socket_url(account.account_id))
        try:
            self.account = _verified(account, answers.balance(await link.call(requests.balance())))
        except BaseException:
            await link.close()
            raise
        return link

    def _picked(self, listed: Sequence[ListedAccount]) -> DerivAccount:
        kind = self._config.account_kind
        active = [one for one in listed if one.kind == kind.value and one.status == "active"]
        for currency in CURRENCIES:
            for one in active:
                if one.currency == currency:
                    return DerivAccount(
                        account_id=one.account_id, kind=kind, currency=currency, verified=False
                    )
        found = ", ".join(f"{one.kind} {one.currency} {one.status}" for one in listed) or "none"
        raise DerivAccessError(
            f"the token has no active {kind} account in {', '.join(CURRENCIES)}; found: {found}. "
            "Open one at Deriv, or use a token that has"
        )


def _verified(account: DerivAccount, balance: answers.Balance) -> DerivAccount:
    if (balance.account_id, balance.currency) != (account.account_id, account.currency):
        raise DerivAccessError(
            f"Deriv's socket belongs to another account than the {account.kind} one that was asked for; "
            "nothing was traded"
        )
    return replace(account, verified=True)
