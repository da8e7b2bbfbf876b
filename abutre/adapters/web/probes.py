"""What other programs ask a running bot: is it alive, can it work, how does it do."""

from aiohttp import web

from abutre.domain.observing import Health, Instruments

_FRESH = {"Cache-Control": "no-store"}
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Probes:
    """Routes `/healthz`, `/readyz` and `/metrics`."""

    def __init__(self, *, health: Health, instruments: Instruments) -> None:
        self._health = health
        self._instruments = instruments

    def attach(self, app: web.Application) -> None:
        """Serve the probes of `app`."""
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._metrics)

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}, headers=_FRESH)

    async def _ready(self, _request: web.Request) -> web.Response:
        checks = self._health.checks()
        ready = all(reason is None for reason in checks.values())
        told = {name: reason or "ok" for name, reason in checks.items()}
        body = {"status": "ready" if ready else "not ready", "checks": told}
        return web.json_response(body, status=200 if ready else 503, headers=_FRESH)

    async def _metrics(self, _request: web.Request) -> web.Response:
        text = self._instruments.exposition()
        return web.Response(body=text.encode(), headers={**_FRESH, "Content-Type": _PROMETHEUS})
