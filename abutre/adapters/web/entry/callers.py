"""Where a request comes from: its connection says so, or a proxy that was named."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The far end of a request.

    Attributes:
        address: of the client, by its connection or by a trusted proxy's word.
        scheme: http or https, as the client sees it.
    """

    address: str
    scheme: str


class Proxies:
    """Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody else's are."""

    def __init__(self, trusted: Sequence[Network] = ()) -> None:
        self._trusted = tuple(trusted)

    def caller(self, request: web.Request) -> Caller:
        """Who sent `request`."""
        peer = _plain(request.remote or "")
        scheme = "https" if request.secure else "http"
        if not self.trusts(peer):
            return Caller(address=peer, scheme=scheme)
        told = request.headers.get("X-Forwarded-Proto", scheme).rpartition(",")[2].strip()
        if told in {"http", "https"}:
            scheme = told
        return Caller(address=self._behind(peer, request), scheme=scheme)

    def _behind(self, peer: str, request: web.Request) -> str:
        # Each proxy adds whom it saw on the right, so the first stranger from there is the client.
        hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        nearest = peer
        for hop in (_plain(hop.strip()) for hop in reversed(hops)):
            if not hop:
                break
            nearest = hop
            if not self.trusts(hop):
                break
        return nearest

    def trusts(self, address: str) -> bool:
        """Whether `address` is one of theirs."""
        return bool(address) and any(ip_address(address) in network for network in self._trusted)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """An address in its one form, empty for what is none."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)
