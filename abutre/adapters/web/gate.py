"""What every HTTP request passes: refusal of foreign pages and names, and headers that protect our own."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from abutre.adapters.web.access import Origins, host_allowed

LOG = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "abutre",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Guards one application."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins

    def guard(self, app: web.Application) -> None:
        """Check every request to `app`, and protect every answer, WebSockets included."""
        app.middlewares.append(self._check)
        app.on_response_prepare.append(self._protect)

    @web.middleware
    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or not host_allowed(hosts[0]):
            LOG.warning("[WS] Refused a request to host %s", ascii(hosts))
            raise web.HTTPForbidden(text="refused: this server answers to localhost and 127.0.0.1 only\n")
        origins = request.headers.getall("Origin", [])
        if not all(self._origins.allowed(origin, hosts[0]) for origin in origins):
            LOG.warning("[WS] Refused a page of origin %s", ascii(origins))
            raise web.HTTPForbidden(
                text="refused: this origin may not connect; ABUTRE_CORS_ORIGINS names those that may\n"
            )
        return await handler(request)

    async def _protect(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)
        origin = request.headers.get("Origin")
        if origin is not None and self._origins.allowed(origin, request.headers.get("Host", "")):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Vary"] = "Origin"
