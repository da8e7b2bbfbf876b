"""Which pages may speak to this server, and by which of its names."""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from abutre.domain.errors import UserError

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,253})(?P<port>:\d{1,5})?")
_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
_DEVELOPMENT_DASHBOARD = "http://localhost:3000"


def is_loopback(name: str) -> bool:
    """Whether a host name or address (IPv6 with or without brackets) means this machine only."""
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


class Hosts:
    """The names that this server answers to, with any port: a foreign name is DNS rebinding.

    Names of this machine itself always are. Addresses are safe where the server listens for others too:
    no page has an address as its origin that is not served from there.
    """

    def __init__(self, named: Sequence[str] = (), *, addresses: bool = False) -> None:
        """Answer to the names in `named` as well, and to any IP address where `addresses`.

        Raises:
            UserError: one of them is no host name.
        """
        for name in named:
            match = _HOST.fullmatch(name)
            if match is None or match["port"] is not None:
                raise UserError(
                    f"{name!r} is not a host that may be answered to; expected a name or an address, "
                    "as in bot.example, without scheme, port and *"
                )
        self._named = {name.lower() for name in named}
        self._addresses = addresses

    def allowed(self, host: str) -> bool:
        """Whether a Host header is one of the names."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = match["name"].lower()
        return is_loopback(name) or name in self._named or (self._addresses and _is_address(name))


class Origins:
    """The pages that may connect: the server's own, the dashboard in development, and those named."""

    def __init__(self, allowed: Sequence[str]) -> None:
        """Allow the origins `allowed` as well.

        Raises:
            UserError: one of them is not an origin.
        """
        for origin in allowed:
            _check(origin)
        self._named = {_DEVELOPMENT_DASHBOARD, *(origin.lower() for origin in allowed)}

    def allowed(self, origin: str, host: str, scheme: str, hosts: Hosts) -> bool:
        """Whether a page of `origin` may speak to this server, which it called by `scheme` and `host`."""
        if origin.lower() in self._named:
            return True
        match = _HOST.fullmatch(host)
        if match is None or not hosts.allowed(host):
            return False
        names = (*_OWN_NAMES, match["name"]) if is_loopback(match["name"]) else (match["name"],)
        return origin.lower() in {f"{scheme}://{name.lower()}{match['port'] or ''}" for name in names}


def _is_address(name: str) -> bool:
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _check(origin: str) -> None:
    parts = urlsplit(origin)
    if parts.scheme in {"http", "https"} and parts.netloc and origin == f"{parts.scheme}://{parts.netloc}":
        return
    raise UserError(
        f"{origin!r} is not an origin that may be allowed; expected scheme, host and port of one page, "
        "as in https://dashboard.example or http://localhost:5173, without a path and without *"
    )
