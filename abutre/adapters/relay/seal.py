"""Signs what bot and gateways say to each other: who can only reach Redis can read, but say nothing."""

import hmac
import json
import logging
from collections.abc import Callable

from abutre.domain.codec import Plain
from abutre.domain.errors import UserError

FRESH_SECONDS = 30
"""A message that is older is not believed: the clocks of bot and gateways must agree."""

LEAST_SECRET = 32
"""Bytes that the secret must have."""

_SIGNATURE = 64
_log = logging.getLogger(__name__)


class Seal:
    """HMAC-SHA-256 over the channel, the time and the JSON that was said."""

    def __init__(self, secret: str, *, now: Callable[[], int]) -> None:
        """`now` is the host's time, epoch seconds.

        Raises:
            UserError: the secret is too short.
        """
        self._key = secret.encode()
        self._now = now
        if len(self._key) < LEAST_SECRET:
            raise UserError(
                f"ABUTRE_REDIS_SECRET: expected at least {LEAST_SECRET} bytes, found {len(self._key)}; "
                "make one with: openssl rand -hex 32, and give the bot and its gateways the same"
            )

    def closed(self, channel: str, said: Plain) -> bytes:
        """`said` as it goes over `channel`, now."""
        body = json.dumps([self._now(), said], separators=(",", ":")).encode()
        return self._signature(channel, body) + body

    def opened(self, channel: str, sealed: bytes) -> Plain | None:
        """What was said; None when it is not of ours, of another channel, or not of now."""
        signature, body = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(channel, body)):
            _log.warning("a message on %s is not signed with ABUTRE_REDIS_SECRET and was left out", channel)
            return None
        at, said = json.loads(body)
        if abs(self._now() - at) > FRESH_SECONDS:
            _log.warning("a message on %s was not from now and was left out; compare the clocks", channel)
            return None
        return said

    def _signature(self, channel: str, body: bytes) -> bytes:
        return hmac.digest(self._key, channel.encode() + b"\0" + body, "sha256").hex().encode()
