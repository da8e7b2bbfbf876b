"""Secrets, tokens and entrances for tests."""

import time
from pathlib import Path

import jwt

from abutre.adapters.web.access import Hosts, Origins
from abutre.adapters.web.entry.callers import Proxies
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.identity import Role
from abutre.adapters.web.entry.keys import Key, shared_secret
from abutre.adapters.web.entry.rates import Rates
from abutre.adapters.web.entry.revocations import Revocations
from abutre.adapters.web.entry.tokens import Authority, Issued, issue
from tests.web_client import host_time

SECRET = "a secret of the tests, 32 bytes and more"  # noqa: S105 (opens nothing)


def claims(**changes: object) -> dict[str, object]:
    """The claims of a good token, but for `changes`; None leaves one out."""
    now = int(time.time())
    good: dict[str, object] = {
        "sub": "ana",
        "aud": "abutre",
        "role": "operator",
        "jti": "token-1",
        "exp": now + 600,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(**changes: object) -> str:
    """A token signed with SECRET."""
    return jwt.encode(claims(**changes), SECRET, algorithm="HS256")


def token(role: Role = Role.OPERATOR, seconds: int = 600, who: str = "ana") -> Issued:
    return issue(SECRET, who=who, role=role, now=int(time.time()), seconds=seconds)


def guarded(
    data_dir: Path | None = None,
    *,
    keys: tuple[Key, ...] = shared_secret(SECRET),
    leeway: int = 0,
    rates: Rates | None = None,
    hosts: Hosts | None = None,
    proxies: Proxies | None = None,
    origins: Origins | None = None,
) -> Entrance:
    """An entrance that asks for tokens."""
    return Entrance(
        now=host_time,
        authority=Authority(keys, leeway=leeway),
        revocations=None if data_dir is None else Revocations(data_dir),
        rates=rates,
        hosts=hosts,
        proxies=proxies,
        origins=origins,
    )
