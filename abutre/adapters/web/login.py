"""Logging a browser in: a one-time code or a token for a session, and the page that asks for it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from abutre.adapters.web.audits import Auditor
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.identity import Identity, NotAdmitted, Visitor

_PAGE = Path(__file__).parent / "page"
_FILES = {"/login": "login.html", "/login.js": "login.js"}
_FRESH = {"Cache-Control": "no-store"}


class _Proof(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: str | None = None
    token: str | None = None


class Login:
    """Routes `/login` and `/logout` of one application."""

    def __init__(self, entrance: Entrance, auditor: Auditor) -> None:
        self._entrance = entrance
        self._auditor = auditor

    def attach(self, app: web.Application) -> None:
        """Serve the page of `app`."""
        for path, name in _FILES.items():
            app.router.add_get(path, _file(_PAGE / name))
        app.router.add_post("/login", self._log_in)
        app.router.add_post("/logout", self._log_out)

    def link(self, url: str) -> str | None:
        """A page that logs in whoever opens it first; None where nobody needs to.

        The code stands behind the #, which browsers send to no server and put into no referrer.
        """
        if not self._entrance.needs_token:
            return None
        return f"{url}/login#code={self._entrance.sessions.new_code()}"

    async def _log_in(self, request: web.Request) -> web.Response:
        address = self._entrance.caller(request).address
        try:
            identity = self._identity(_Proof.model_validate_json(await request.read()))
        except ValidationError:
            return self._refused(address, "expected an object with code or token")
        except NotAdmitted as refusal:
            return self._refused(address, str(refusal))
        visitor = Visitor(identity=identity, address=address)
        self._auditor.done(visitor, "login", "ok", f"session of token {identity.token_id}")
        answer = web.json_response({"ok": True}, headers=_FRESH)
        lasts = None if identity.expires_at is None else identity.expires_at - self._entrance.now()
        answer.set_cookie(
            self._entrance.cookie(request),
            self._entrance.sessions.open(identity),
            max_age=lasts,
            path="/",
            secure=self._entrance.caller(request).scheme == "https",
            httponly=True,
            samesite="Strict",
        )
        return answer

    async def _log_out(self, request: web.Request) -> web.Response:
        visitor = self._entrance.visitor(request)
        name = self._entrance.cookie(request)
        self._entrance.sessions.end(request.cookies.get(name, ""))
        self._auditor.done(visitor, "logout", "ok", "session ended")
        answer = web.json_response({"ok": True}, headers=_FRESH)
        answer.del_cookie(name, path="/")
        return answer

    def _refused(self, address: str, reason: str) -> web.Response:
        self._auditor.refused(address, "login", reason)
        return web.json_response({"error": reason}, status=401, headers=_FRESH)

    def _identity(self, proof: _Proof) -> Identity:
        if proof.code is not None:
            return self._entrance.sessions.redeem(proof.code)
        if proof.token is not None:
            return self._entrance.by_token(proof.token)
        raise NotAdmitted("expected a code or a token")


def _file(path: Path) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    async def serve(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers=_FRESH)

    return serve
