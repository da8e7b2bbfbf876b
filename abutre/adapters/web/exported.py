"""The dashboard's static export: its paths, how long each stays good, which inline code is its own."""

import base64
import hashlib
import re
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"
"""Where `make dashboard` puts the export."""

_INDEX = "index.html"
_MISSING = "/404.html"
_PACKED = ".br"
_HASHED = "/_next/static/"
_IMMUTABLE = "public, max-age=31536000, immutable"
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class Exported:
    """Serves one export: only files that were there at the start, by the names they had."""

    def __init__(self, folder: Path) -> None:
        """Look at `folder`, which may be missing or empty."""
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != _PACKED)
        self._files = {_served(path.relative_to(folder)): path for path in files}
        if "/" not in self._files:
            self._files = {}
        self._hashes = sorted({code for path in self._files.values() for code in _codes(path)})

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that is served; none where no dashboard was built."""
        return tuple(self._files)

    @property
    def pages(self) -> frozenset[str]:
        """The paths that are pages for people."""
        return frozenset(path for path, file in self._files.items() if file.name == _INDEX)

    @property
    def script_sources(self) -> str:
        """What a Content-Security-Policy allows as scripts: this server's, and the export's inline ones."""
        return " ".join(["'self'", *(f"'sha256-{code}'" for code in self._hashes)])

    async def serve(self, request: web.Request) -> web.FileResponse:
        """Answer with the file of the request's path; packed where the client takes it."""
        lasts = _IMMUTABLE if request.path.startswith(_HASHED) else "no-cache"
        return web.FileResponse(self._files[request.path], headers={"Cache-Control": lasts})

    async def miss(self, request: web.Request) -> web.FileResponse:
        """Answer that there is no such path: with a page for people, who have a way back there."""
        page = self._files.get(_MISSING)
        if page is None or "text/html" not in request.headers.get("Accept", ""):
            raise web.HTTPNotFound
        return web.FileResponse(page, status=404, headers={"Cache-Control": "no-cache"})


def _served(path: Path) -> str:
    if path.name == _INDEX:
        return "/" if path.parent == Path() else f"/{path.parent.as_posix()}/"
    return f"/{path.as_posix()}"


def _codes(path: Path) -> list[str]:
    if path.suffix != ".html":
        return []
    found: list[str] = _INLINE.findall(path.read_text(encoding="utf-8"))
    return [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in found]
