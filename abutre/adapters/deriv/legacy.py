"""Legacy v3: one address, and a token that binds a socket to its account."""

from urllib.parse import quote

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.config import CURRENCIES, AccountKind, DerivAccount, DerivConfig
from abutre.adapters.deriv.errors import BAD_TOKEN, CallRefusedError, DerivAccessError
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.link import Link
from abutre.adapters.deriv.profile import Connect
from abutre.adapters.deriv.site import Site


class LegacyProfile:
    """Profile `legacy`. An account that has been moved to the New API ends it."""

    def __init__(self, config: DerivConfig, connect: Connect, site: Site) -> None:
        """`connect` opens a link to an address; `site` is told how the site is."""
        self._config = config
        self._connect = connect
        self._site = site
        self._url = f"{config.ws_url}?app_id={quote(config.app_id)}"
        self.account: DerivAccount | None = None

    async def market(self) -> Link:
        """A link without an account."""
        return await self._connect(self._url)

    async def trading(self) -> Link:
        """A link that has been authorized.

        Raises:
            DerivAccessError: token refused, an account of the other kind or one that has been moved.
            DerivError: not now.
        """
        link = await self._connect(self._url)
        try:
            await link.stream(requests.website_status(), lambda frame: self._check_site(link, frame))
            self.account = self._verified(await self._authorize(link))
        except BaseException:
            await link.close()
            if link.verdict is not None:
                raise link.verdict from None
            raise
        return link

    async def _authorize(self, link: Link) -> answers.Authorized:
        try:
            return answers.authorized(await link.call(requests.authorize(self._config.token)))
        except CallRefusedError as error:
            if not error.is_one_of(BAD_TOKEN):
                raise
            raise DerivAccessError(
                f"Deriv does not accept the token ({error.code}): it may have expired or been revoked; "
                "make a new one and set DERIV_API_TOKEN (DERIV_API=options if the account was moved)"
            ) from None

    def _verified(self, authorized: answers.Authorized) -> DerivAccount:
        found = AccountKind.DEMO if authorized.is_demo else AccountKind.REAL
        wanted = self._config.account_kind
        if found is not wanted:
            raise DerivAccessError(
                f"the token belongs to a {found} account; expected a {wanted} one; use a token of that"
            )
        if authorized.currency not in CURRENCIES:
            raise DerivAccessError(
                f"the account is in {authorized.currency or 'no currency'}; expected one of "
                f"{', '.join(CURRENCIES)}. Use a token of such an account"
            )
        if "trade" not in authorized.scopes:
            raise DerivAccessError("the token has no `trade` scope; make one that has")
        if self.account is not None and self.account.account_id != authorized.account_id:
            raise DerivAccessError("the token belongs to another account than before; nothing was traded")
        return DerivAccount(
            account_id=authorized.account_id, kind=found, currency=authorized.currency, verified=True
        )

    def _check_site(self, link: Link, frame: Frame) -> None:
        self._site.note(answers.site_status(frame))
        if answers.is_migrated(frame):
            verdict = (
                "the account has been moved to the New API: set DERIV_API=options, with a token made there"
            )
            link.end("the account has been moved", DerivAccessError(verdict))
