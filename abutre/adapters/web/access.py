"""Who may speak to this server: pages it serves or was told of, by names that mean this machine."""

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


def host_allowed(host: str) -> bool:
    """Whether a Host header names this machine, with any port: a foreign name is DNS rebinding."""
    match = _HOST.fullmatch(host)
    return match is not None and is_loopback(match["name"])


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

    def allowed(self, origin: str | None, host: str) -> bool:
        """Whether a page of `origin` may speak to this server, which it called by `host`.

        None is no page, or one that the browser knows to be ours.
        """
        if origin is None or origin.lower() in self._named:
            return True
        match = _HOST.fullmatch(host)
        if match is None or not is_loopback(match["name"]):
            return False
        port = match["port"] or ""
        return origin.lower() in {f"http://{name.lower()}{port}" for name in (*_OWN_NAMES, match["name"])}


def _check(origin: str) -> None:
    parts = urlsplit(origin)
    if parts.scheme in {"http", "https"} and parts.netloc and origin == f"{parts.scheme}://{parts.netloc}":
        return
    raise UserError(
        f"{origin!r} is not an origin that may be allowed; expected scheme, host and port of one page, "
        "as in https://dashboard.example or http://localhost:5173, without a path and without *"
    )
