"""Sessions of browsers: opened by a one-time login code or a token, kept in memory only."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from abutre.adapters.web.entry.identity import Identity, NotAdmitted, Role

CODE_SECONDS = 600
"""How long a login code waits to be used."""

SESSION_SECONDS = 12 * 3600
"""How long a session out of a login code lasts."""

_MOST = 1_000
_MOST_OF_ONE = 50


class Sessions:
    """Gives out codes, takes each once, and remembers who holds which session; hashes only are kept."""

    def __init__(self, now: Callable[[], int]) -> None:
        """`now` is the host's time, epoch seconds."""
        self._now = now
        self._codes: dict[str, int] = {}
        self._sessions: OrderedDict[str, Identity] = OrderedDict()

    def new_code(self) -> str:
        """A code that opens one session for an operator, once and soon."""
        code = secrets.token_urlsafe(32)
        self._codes[_hashed(code)] = self._now() + CODE_SECONDS
        return code

    def redeem(self, code: str) -> Identity:
        """Take a code.

        Raises:
            NotAdmitted: it was used, is too old, or was never given.
        """
        # A look-up by hash tells nothing of how much of a guess was right.
        deadline = self._codes.pop(_hashed(code), 0)
        if self._now() >= deadline:
            raise NotAdmitted("this login link was used or is too old; log in with a token")
        return Identity(
            who="dashboard",
            role=Role.OPERATOR,
            token_id=f"session-{secrets.token_hex(8)}",
            expires_at=self._now() + SESSION_SECONDS,
        )

    def open(self, identity: Identity) -> str:
        """Begin a session; what its browser must show from now on.

        Where there are too many, the oldest ends: of the same `who` first, so that nobody logs others out.
        """
        secret = secrets.token_urlsafe(32)
        session = _hashed(secret)
        self._sessions[session] = replace(identity, session=session)
        own = [key for key, other in self._sessions.items() if other.who == identity.who]
        if len(own) > _MOST_OF_ONE:
            del self._sessions[own[0]]
        if len(self._sessions) > _MOST:
            self._sessions.popitem(last=False)
        return secret

    def identity(self, secret: str) -> Identity | None:
        """Whose session it is; None when there is none."""
        return self._sessions.get(_hashed(secret))

    def is_open(self, session: str) -> bool:
        """Whether the session of an identity has not ended."""
        return session in self._sessions

    def end(self, secret: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(_hashed(secret), None)


def _hashed(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
