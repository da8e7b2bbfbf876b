"""The dashboard, or the status page where none was built."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from abutre.adapters.web.exported import Exported

_PAGE = Path(__file__).parent / "page"
_FILES = {"/status.js": "status.js", "/status.css": "status.css"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FRESH = {"Cache-Control": "no-store"}


def attach_pages(app: web.Application, exported: Exported) -> None:
    """Serve what is `exported` and the pages of our own of `app`."""
    for path, name in _FILES.items():
        app.router.add_get(path, _file(name))
    for path in exported.paths:
        app.router.add_get(path, exported.serve)
    if not exported.paths:
        app.router.add_get("/", _file("index.html"))


def attach_missing(app: web.Application, exported: Exported) -> None:
    """Serve the page of `exported` for what is not there; after every other route of `app`."""
    app.router.add_get("/{missing:.*}", exported.miss)


def _file(name: str) -> Handler:
    path = _PAGE / name

    async def serve(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers=_FRESH)

    return serve
