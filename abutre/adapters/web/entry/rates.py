"""How often, by address, by identity and by connection; whoever is refused learns when to try again."""

import math
import time
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from abutre.adapters.web.entry.hits import Hits
from abutre.adapters.web.entry.identity import NotAdmitted, Visitor


class TooMany(NotAdmitted):
    """Somebody comes too often.

    Attributes:
        retry_after: whole seconds until it is worth another try, at least 1.
    """

    def __init__(self, what: str, retry_after: int) -> None:
        super().__init__(f"too many {what}; try again in {retry_after} s")
        self.retry_after = retry_after


class Rates:
    """The limits of one server."""

    def __init__(
        self,
        *,
        connects: str = "1200 per 1 minute",
        requests: str = "600 per 1 minute",
        commands: str = "60 per 10 second",
        bytes_heard: str = "4000000 per 1 minute",
    ) -> None:
        """Set the limits, in the notation of the library `limits`.

        Args:
            connects: of one address.
            requests: of one address.
            commands: of one identity, and of one address.
            bytes_heard: of one connection.
        """
        storage = Hits()
        self._moving = MovingWindowRateLimiter(storage)
        self._fixed = FixedWindowRateLimiter(storage)
        self._connects = parse(connects)
        self._requests = parse(requests)
        self._commands = parse(commands)
        self._bytes = parse(bytes_heard)

    def connect(self, kind: str, address: str) -> None:
        """Count a connection, `kind` is which layer's. Raises TooMany."""
        _hit(self._moving, self._connects, "connections from this address", kind, block(address))

    def request(self, address: str) -> None:
        """Count a request. Raises TooMany."""
        _hit(self._moving, self._requests, "requests from this address", "request", block(address))

    def refusal(self, address: str) -> None:
        """Count a request that nobody may make, as often as `request` allows. Raises TooMany.

        Apart from the others: a foreign page in the owner's browser comes from the owner's address, and must
        not use up what the owner may ask.
        """
        _hit(self._moving, self._requests, "refused requests from this address", "refusal", block(address))

    def command(self, visitor: Visitor) -> None:
        """Count a command. Raises TooMany."""
        who = visitor.identity.who
        _hit(self._moving, self._commands, "commands", "address", block(visitor.address))
        _hit(self._moving, self._commands, "commands", "identity", who)

    def hears(self, connection: str, size: int) -> bool:
        """Count `size` bytes of a connection; False when it has said too much."""
        return self._fixed.hit(self._bytes, "bytes", connection, cost=max(size, 1))

    def forget(self, connection: str) -> None:
        """Count no more of a connection: it has ended."""
        self._fixed.clear(self._bytes, "bytes", connection)


def _hit(limiter: RateLimiter, limit: RateLimitItem, what: str, *names: str) -> None:
    if not limiter.hit(limit, *names):
        free_at = limiter.get_window_stats(limit, *names).reset_time
        raise TooMany(what, max(1, math.ceil(free_at - time.time())))


@lru_cache(maxsize=1024)
def block(address: str) -> str:
    """What counts as one address: of IPv6 a whole /64, which any single host has for itself."""
    if address and isinstance(ip_address(address), IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return address
