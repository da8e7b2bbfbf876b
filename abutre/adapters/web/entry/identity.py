"""Who somebody is, and what that allows."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a caller may do: a viewer sees everything, an operator commands as well."""

    VIEWER = "viewer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody who may come in.

    Attributes:
        who: a token's subject, `dashboard` after a login link, `local` where no token is needed.
        role: what is allowed.
        token_id: what it is revoked by; None when it cannot be.
        expires_at: epoch seconds of the host's clock; None is never.
        session: of the browser that is logged in; None for who shows a token each time.
    """

    who: str
    role: Role
    token_id: str | None
    expires_at: int | None
    session: str | None = None


LOCAL = Identity(who="local", role=Role.OPERATOR, token_id=None, expires_at=None)
"""Everybody, where no token is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """An identity and the address that it comes from."""

    identity: Identity
    address: str


class NotAdmitted(ValueError):  # noqa: N818 (says what happened; it is not an error of ours)
    """Somebody may not come in. The text is for them: short, and without what they sent."""
