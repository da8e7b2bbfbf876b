"""The listening socket: connections beyond the limits are closed at once, before a byte of theirs is read."""

import resource
import socket
from collections import Counter
from collections.abc import Callable
from typing import Any

from abutre.adapters.web.entry.rates import block

MOST = 4_096
"""Connections at a time, when the process may have as many files open."""

_OTHER_FILES = 128  # left for the store, the log and the broker

BACKLOG = 128
"""Connections that may wait to be accepted."""


def most_connections() -> int:
    """How many connections there may be at a time; one address may have half of them."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST, max(files - _OTHER_FILES, 2))


class Doors(socket.socket):
    """Counts who is inside, by the sockets that are open. TLS handshakes under way count as well."""

    def __init__(self, address: str, port: int, *, most: int, is_proxy: Callable[[str], bool]) -> None:
        """Listen on a name or an address.

        Args:
            address: of this machine.
            port: 0 takes any free one.
            most: connections at a time; half of them from one address.
            is_proxy: whether an address brings many clients.

        Raises:
            OSError: it cannot be had.
            OverflowError: that is no port.
        """
        family, kind, _, _, found = socket.getaddrinfo(address, None, type=socket.SOCK_STREAM)[0]
        super().__init__(family, kind)
        self._most = most
        self._is_proxy = is_proxy
        self._count = 0
        self._inside: Counter[str] = Counter()
        try:
            self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self.bind((found[0], port, *found[2:]))
            self.listen(BACKLOG)
            self.settimeout(0)
        except BaseException:
            self.close()
            raise

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection that there is room for.

        Raises:
            BlockingIOError: nobody waits, or the one who did was turned away.
        """
        connection, peer = super().accept()
        address = block(str(peer[0]).partition("%")[0])
        if not self._has_room(address):
            connection.close()
            raise BlockingIOError
        self._count += 1
        self._inside[address] += 1
        return _Guest(connection, lambda: self._left(address)), peer

    def _has_room(self, address: str) -> bool:
        if self._count >= self._most:
            return False
        return self._inside[address] < self._most // 2 or self._is_proxy(address)

    def _left(self, address: str) -> None:
        self._count -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]


class _Guest(socket.socket):
    """A connection that says when it is closed, so that nobody has to look for those who have left."""

    def __init__(self, connection: socket.socket, left: Callable[[], None]) -> None:
        super().__init__(connection.family, connection.type, connection.proto, connection.detach())
        self._left = left

    def close(self) -> None:
        """Close it, once."""
        if self.fileno() != -1:
            self._left()
        super().close()
