"""The plain pages: a status page until there is a dashboard, its data, and a sign of life."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from abutre.adapters.web.snapshot import status_of
from abutre.domain.ports import Controls

LOG = logging.getLogger(__name__)
_PAGE = Path(__file__).parent / "page"
_FILES = {"/": "index.html", "/status.js": "status.js", "/status.css": "status.css"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FRESH = {"Cache-Control": "no-store"}


class Pages:
    """Routes `/`, `/healthz` and `/api/status`."""

    def __init__(self, controls: Controls) -> None:
        self._controls = controls

    def attach(self, app: web.Application) -> None:
        """Serve the pages of `app`."""
        for path, name in _FILES.items():
            app.router.add_get(path, _file(name))
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/api/status", self._status)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}, headers=_FRESH)

    async def _status(self, _request: web.Request) -> web.Response:
        try:
            view = await self._controls.state()
            body = status_of(view).model_dump_json()
        except Exception:
            LOG.exception("[WS] /api/status failed")
            return web.json_response({"error": "internal error"}, status=500, headers=_FRESH)
        return web.Response(text=body, content_type="application/json", headers=_FRESH)


def _file(name: str) -> Handler:
    path = _PAGE / name

    async def serve(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers=_FRESH)

    return serve
