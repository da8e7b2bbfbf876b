"""The status page, until there is a dashboard."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

_PAGE = Path(__file__).parent / "page"
_FILES = {"/": "index.html", "/status.js": "status.js", "/status.css": "status.css"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_FRESH = {"Cache-Control": "no-store"}


def attach_pages(app: web.Application) -> None:
    """Serve the status page of `app`."""
    for path, name in _FILES.items():
        app.router.add_get(path, _file(name))


def _file(name: str) -> Handler:
    path = _PAGE / name

    async def serve(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers=_FRESH)

    return serve
