"""Tokens: read here whoever issued them, issued here by those who share the secret."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import ExpiredSignatureError, ImmatureSignatureError, PyJWTError

from abutre.adapters.web.entry.identity import Identity, NotAdmitted, Role
from abutre.adapters.web.entry.keys import Key

AUDIENCE = "abutre"
"""What tokens must be meant for, so that one of another program with the same key opens nothing here."""

LEEWAY_SECONDS = 10
"""How far the clocks of issuer and bot may be apart."""

_LONGEST = 4096
_REQUIRED = ["exp", "sub", "aud", "jti"]
_NAME = re.compile(r"[!-~]{1,64}")


class Authority:
    """Reads tokens. Signature, algorithm, audience, expiry and role must all be right."""

    def __init__(self, keys: Sequence[Key], *, leeway: int = LEEWAY_SECONDS) -> None:
        self.leeway = leeway
        self._keys = keys

    def identity(self, token: str) -> Identity:
        """Whose token it is.

        Raises:
            NotAdmitted: it is not good; the text shows nothing of it.
        """
        if len(token) > _LONGEST:
            raise NotAdmitted("the token is not valid")
        try:
            claims = self._claims(token)
        except ExpiredSignatureError:
            raise NotAdmitted("the token has expired; connect with a new one") from None
        except ImmatureSignatureError:
            raise NotAdmitted("the token is not valid yet; compare the clocks") from None
        except (PyJWTError, ValueError):
            raise NotAdmitted("the token is not valid") from None
        role = claims.get("role")
        names = (claims["sub"], claims["jti"])
        if role not in tuple(Role) or not all(_NAME.fullmatch(name) for name in names):
            raise NotAdmitted("the token is not valid: expected sub, jti, and a role, viewer or operator")
        return Identity(
            who=claims["sub"], role=Role(role), token_id=claims["jti"], expires_at=int(claims["exp"])
        )

    def _claims(self, token: str) -> dict[str, Any]:
        name = jwt.get_unverified_header(token).get("kid")
        fitting = [key for key in self._keys if name in {None, key.key_id} or key.key_id is None]
        if len(fitting) != 1:
            raise ValueError("no key of that name")
        return jwt.decode(
            token,
            fitting[0].material,
            algorithms=[fitting[0].algorithm],
            audience=AUDIENCE,
            leeway=self.leeway,
            options={"require": _REQUIRED},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new token, and what it is revoked by."""

    token: str
    token_id: str


def issue(secret: str, *, who: str, role: Role, now: int, seconds: int) -> Issued:
    """A token for `who`, good for `seconds` from `now`; `secret` is the one that is shared with the bot."""
    token_id = secrets.token_hex(8)
    claims = {
        "sub": who,
        "aud": AUDIENCE,
        "role": role.value,
        "jti": token_id,
        "iat": now,
        "exp": now + seconds,
    }
    return Issued(token=jwt.encode(claims, secret, algorithm="HS256"), token_id=token_id)
