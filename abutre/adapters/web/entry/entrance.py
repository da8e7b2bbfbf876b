"""The one place that decides who may come in: where from, by which name, with what proof, how often."""

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from abutre.adapters.web.access import Hosts, Origins
from abutre.adapters.web.entry.callers import Caller, Proxies
from abutre.adapters.web.entry.identity import LOCAL, Identity, NotAdmitted, Visitor
from abutre.adapters.web.entry.rates import Rates
from abutre.adapters.web.entry.revocations import Revocations
from abutre.adapters.web.entry.sessions import Sessions
from abutre.adapters.web.entry.tokens import Authority

_COOKIE = "abutre-session"
_NEEDED = "a token is needed: auth.token in Socket.IO, Authorization: Bearer in REST, or log in at /login"


class Entrance:
    """Judges requests and tokens. Without an `authority` everybody is the operator `local`."""

    def __init__(
        self,
        *,
        now: Callable[[], int],
        origins: Origins | None = None,
        hosts: Hosts | None = None,
        proxies: Proxies | None = None,
        rates: Rates | None = None,
        authority: Authority | None = None,
        revocations: Revocations | None = None,
    ) -> None:
        """What is left out is as on a machine of one's own: its names, its pages, no proxy, no token.

        Args:
            now: the host's time, epoch seconds.
            origins: pages that may connect.
            hosts: names that this server answers to.
            proxies: whose word about a client is taken.
            rates: how often.
            authority: reads tokens; without one none is needed.
            revocations: tokens and sessions that are good no more.
        """
        self.now = now
        self.rates = rates or Rates()
        self.sessions = Sessions(now)
        self._hosts = hosts or Hosts()
        self._origins = origins or Origins([])
        self._proxies = proxies or Proxies()
        self._authority = authority
        self._revocations = revocations

    @property
    def needs_token(self) -> bool:
        """Whether nobody comes in without one."""
        return self._authority is not None

    def caller(self, request: web.Request) -> Caller:
        """Where `request` comes from."""
        return self._proxies.caller(request)

    def is_proxy(self, address: str) -> bool:
        """Whether connections from `address` come from many clients."""
        return self._proxies.trusts(address)

    def host_allowed(self, request: web.Request) -> bool:
        """Whether `request` names this server by a name of its own, once."""
        names = request.headers.getall("Host", [])
        return len(names) == 1 and self._hosts.allowed(names[0])

    def origin_allowed(self, request: web.Request) -> bool:
        """Whether `request` comes from no page, or from one that may connect."""
        found = request.headers.getall("Origin", [])
        host, scheme = request.headers.get("Host", ""), self.caller(request).scheme
        return all(self._origins.allowed(origin, host, scheme, self._hosts) for origin in found)

    def visitor(self, request: web.Request, token: object = None) -> Visitor:
        """Who sent `request`: by `token`, by the header Authorization, or by the session of our own page.

        Raises:
            NotAdmitted: nobody who may come in; the text is for them.
        """
        identity = self._proven(request, token) if self.needs_token else LOCAL
        return Visitor(identity=identity, address=self.caller(request).address)

    def by_token(self, token: str) -> Identity:
        """Whose token it is. Raises NotAdmitted."""
        if self._authority is None:
            raise NotAdmitted("this server has no login")
        identity = self._authority.identity(token)
        # From here on only the clock decides; the leeway holds for open connections as for new ones.
        if identity.expires_at is not None:
            identity = replace(identity, expires_at=identity.expires_at + self._authority.leeway)
        return self._still_good(identity)

    def ended(self, identity: Identity) -> str | None:
        """Why somebody who came in may not stay; None while they may."""
        if identity.expires_at is not None and self.now() >= identity.expires_at:
            return "the token has expired; connect with a new one"
        if identity.token_id is not None and identity.token_id in self.revoked():
            return "the token was revoked; connect with a new one"
        if identity.session is not None and not self.sessions.is_open(identity.session):
            return "this browser was logged out; log in again at /login"
        return None

    def revoked(self) -> frozenset[str]:
        """The ids of every revoked token and session."""
        return frozenset() if self._revocations is None else self._revocations.revoked()

    def cookie(self, request: web.Request) -> str:
        """The name of the session's cookie; browsers keep `__Host-` ones to https and to this very host."""
        return f"__Host-{_COOKIE}" if self.caller(request).scheme == "https" else _COOKIE

    def _proven(self, request: web.Request, token: object) -> Identity:
        if token is None:
            token = _bearer(request)
        if token is not None:
            if not isinstance(token, str):
                raise NotAdmitted("the token is not valid: expected a text")
            return self.by_token(token)
        session = request.cookies.get(self.cookie(request))
        identity = self.sessions.identity(session) if session and self._own_page(request) else None
        if identity is None:
            raise NotAdmitted(_NEEDED)
        return self._still_good(identity)

    def _still_good(self, identity: Identity) -> Identity:
        ended = self.ended(identity)
        if ended is not None:
            raise NotAdmitted(ended)
        return identity

    def _own_page(self, request: web.Request) -> bool:
        # Pages of another port of this host get the cookie sent as well; it must not speak for them.
        site = request.headers.get("Sec-Fetch-Site", "none")
        origin = request.headers.get("Origin")
        own = f"{self.caller(request).scheme}://{request.headers.get('Host', '')}"
        return site in {"none", "same-origin"} and origin in {None, own}


def _bearer(request: web.Request) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None
