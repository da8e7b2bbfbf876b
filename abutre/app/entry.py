"""How the server is entered, out of the configuration: keys, names, pages and proxies."""

from collections.abc import Callable

from abutre.adapters.web.access import Hosts, Origins, is_loopback
from abutre.adapters.web.entry.callers import Proxies
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.identity import Role
from abutre.adapters.web.entry.keys import Key, key_set, public_key, shared_secret
from abutre.adapters.web.entry.revocations import Revocations
from abutre.adapters.web.entry.tokens import Authority, Issued, issue
from abutre.app.config import Config
from abutre.domain.errors import UserError


def entrance(config: Config, *, now: Callable[[], int]) -> Entrance:
    """What decides who may come in; `now` is the host's time, epoch seconds.

    Raises:
        UserError: a key, a name or an origin of the configuration is none, or the revocations cannot be read.
    """
    keys = _keys(config)
    return Entrance(
        now=now,
        origins=Origins(config.cors_origins),
        hosts=Hosts(config.allowed_hosts, addresses=not is_loopback(config.host)),
        proxies=Proxies(config.trusted_proxies),
        authority=Authority(keys) if keys else None,
        revocations=revocations(config),
    )


def revocations(config: Config) -> Revocations:
    """The tokens that are good no more, as the data directory has them.

    Raises:
        UserError: they cannot be read.
    """
    return Revocations(config.data_dir)


def issued_token(config: Config, *, who: str, role: str, now: int, seconds: int) -> Issued:
    """A new token for `who`, good for `seconds` from `now`.

    Raises:
        UserError: the role is none, or the secret that signs tokens is not configured.
    """
    if role not in tuple(Role):
        raise UserError(f"--role: expected viewer or operator, found {role!r}")
    if config.auth_secret is None:
        raise UserError(
            "tokens are signed with ABUTRE_AUTH_SECRET, which is not set; "
            "make one with: openssl rand -hex 32. "
            "With a public key or a key set they come from whoever holds the private key"
        )
    shared_secret(secret := config.auth_secret.get_secret_value())
    return issue(secret, who=who, role=Role(role), now=now, seconds=seconds)


def _keys(config: Config) -> tuple[Key, ...]:
    if config.auth_secret is not None:
        return shared_secret(config.auth_secret.get_secret_value())
    if config.auth_public_key is not None:
        return public_key(config.auth_public_key)
    return () if config.auth_jwks is None else key_set(config.auth_jwks)
