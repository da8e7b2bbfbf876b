"""When a bot needs tokens: before real money, or anybody but this machine, can be reached."""

from abutre.adapters.web.access import is_loopback
from abutre.app.config import Config
from abutre.domain.errors import UserError
from abutre.domain.model import AccountMode


def check_exposure(config: Config, mode: AccountMode) -> None:
    """See that tokens are configured where they are needed; `mode` says what kind of money is at stake.

    Raises:
        UserError: they are not.
    """
    if config.has_auth:
        return
    reason = _reason(config, mode)
    if reason is not None:
        raise UserError(
            f"{reason}, so whoever connects must show a token, and none is configured; "
            "set ABUTRE_AUTH_SECRET (make one with: openssl rand -hex 32), ABUTRE_AUTH_PUBLIC_KEY or "
            "ABUTRE_AUTH_JWKS, then make a token with: abutre token create --role operator --expires 30d"
        )


def _reason(config: Config, mode: AccountMode) -> str | None:
    if mode is AccountMode.REAL:
        return "the account holds real money"
    if not is_loopback(config.host):
        return f"the server would listen on {config.host!r}, which other machines may reach"
    if not all(is_loopback(name) for name in config.allowed_hosts):
        return "ABUTRE_ALLOWED_HOSTS lets the server be called by names of more than this machine"
    if config.trusted_proxies:
        return "ABUTRE_TRUSTED_PROXIES names proxies, through which others may come"
    return None
