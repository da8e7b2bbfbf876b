"""What every HTTP request passes: names, pages, rates, proof of identity; and headers for our pages."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from abutre.adapters.web.access import is_loopback
from abutre.adapters.web.audits import Auditor
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.identity import NotAdmitted
from abutre.adapters.web.entry.rates import TooMany
from abutre.adapters.web.exported import Exported
from abutre.adapters.web.talk import Turn
from abutre.adapters.web.wire_commands import shown

LOG = logging.getLogger(__name__)

PUBLIC = {"/login", "/login.js", "/status.css", "/status.js", "/healthz", "/readyz"}
"""Paths that show nothing of the bot's business, and need no identity."""

BODY_SECONDS = 10.0
"""How long a request's body may take to arrive."""

_SOCKETS = "/socket.io/"
_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "abutre",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HSTS = "max-age=31536000"
_PREFLIGHT = {"Access-Control-Allow-Methods": "GET", "Access-Control-Allow-Headers": "Authorization"}
_REFUSED = 400  # the least status that says so
_FOREIGN_HOST = (
    "expected localhost or 127.0.0.1, an IP address where --host lets other machines in, "
    "or a name of ABUTRE_ALLOWED_HOSTS"
)
_FOREIGN_ORIGIN = "this origin may not connect; ABUTRE_CORS_ORIGINS names those that may"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def content_security_policy(scripts: str = "'self'") -> str:
    """The policy of every answer; `scripts` are our own files, and the dashboard's inline code by hash."""
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class Gate:
    """Guards one application."""

    def __init__(self, entrance: Entrance, auditor: Auditor, exported: Exported, turn: Turn) -> None:
        self._entrance = entrance
        self._auditor = auditor
        self._turn = turn
        self._pages = exported.pages | {"/"}
        policy = content_security_policy(exported.script_sources)
        self._headers = {**_HEADERS, "Content-Security-Policy": policy}

    def guard(self, app: web.Application) -> None:
        """Check every request to `app`, and protect every answer, WebSockets included."""
        app.middlewares.append(self._check)
        app.on_response_prepare.append(self._protect)

    @web.middleware
    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        await self._turn()
        try:
            self._check_names(request)
            if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
                self._entrance.rates.request(self._entrance.caller(request).address)
                return web.Response(status=204, headers=_PREFLIGHT)
            self._admit(request)
            answer = await _answered(request, handler)
            if request.path == _SOCKETS and answer.status >= _REFUSED:
                self._entrance.rates.refusal(self._entrance.caller(request).address)
        except TooMany as often:
            self._refused(request, str(often))
            headers = {"Retry-After": str(often.retry_after)}
            return web.json_response({"error": str(often)}, status=429, headers=headers)
        except NotAdmitted as refusal:
            if request.path in self._pages:
                return web.Response(status=303, headers={"Location": "/login"})
            self._refused(request, str(refusal))
            headers = {"WWW-Authenticate": "Bearer"}
            return web.json_response({"error": str(refusal)}, status=401, headers=headers)
        return answer

    def _check_names(self, request: web.Request) -> None:
        if not self._entrance.host_allowed(request):
            raise self._forbidden(request, "Host", _FOREIGN_HOST)
        if not self._entrance.origin_allowed(request):
            raise self._forbidden(request, "Origin", _FOREIGN_ORIGIN)

    def _admit(self, request: web.Request) -> None:
        address = self._entrance.caller(request).address
        if request.path == _SOCKETS:
            # Whoever speaks Socket.IO shows its token there. What is already open is counted by its bytes.
            if "sid" not in request.query:
                self._entrance.rates.connect("handshake", address)
            return
        self._entrance.rates.request(address)
        if request.path not in PUBLIC:
            self._entrance.visitor(request)

    def _forbidden(self, request: web.Request, header: str, reason: str) -> web.HTTPForbidden:
        self._entrance.rates.refusal(self._entrance.caller(request).address)
        found = shown(", ".join(request.headers.getall(header, [])))
        self._refused(request, reason, f", its {header} is {found}")
        return web.HTTPForbidden(text=f"refused: {reason}\n")

    def _refused(self, request: web.Request, reason: str, found: str = "") -> None:
        # What was found stands in the log only: the audit trail keeps nothing that was sent. Nor does either
        # keep the path, which may hold what is nobody's business.
        address = self._entrance.caller(request).address
        if self._auditor.refused(address, "request", reason):
            LOG.warning("[WS] Request from %s refused%s: %s", address, found, reason)

    async def _protect(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(self._headers)
        if self._entrance.caller(request).scheme == "https" and not is_loopback(request.url.host or ""):
            response.headers["Strict-Transport-Security"] = _HSTS
        origin = request.headers.get("Origin")
        known = self._entrance.host_allowed(request) and self._entrance.origin_allowed(request)
        if origin is not None and known:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Vary"] = "Origin"


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method != "POST":
        return await handler(request)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await handler(request)
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="the request took too long to arrive\n") from None
