"""Serves the contract: two documents for programs, and a page for people."""

from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from html import escape

from aiohttp import web

from abutre.adapters.web.contract.asyncapi import COMMANDS, EVENTS_BY_MESSAGE
from abutre.adapters.web.contract.files import ASYNCAPI, OPENAPI, documents
from abutre.adapters.web.rest.resources import RESOURCES, TRADES_CSV

_FORMS = {OPENAPI: "application/json", ASYNCAPI: "application/yaml"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_texts = cache(documents)


def attach_contract(app: web.Application) -> None:
    """Serve `/api/`, `/api/openapi.json` and `/api/asyncapi.yaml` of `app`."""
    for name, form in _FORMS.items():
        app.router.add_get(f"/api/{name}", _document(name, form))
    app.router.add_get("/api/", _page)


def _document(name: str, form: str) -> Handler:
    async def serve(_request: web.Request) -> web.Response:
        return web.Response(text=_texts()[name], content_type=form)

    return serve


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text="\n".join(_lines()), content_type="text/html")


def _lines() -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Abutre: the contract</title>'
    yield '<link rel="stylesheet" href="/status.css"></head><body><main><h1>The contract</h1>'
    yield f'<p>For programs: <a href="{OPENAPI}">OpenAPI 3.1</a>, <a href="{ASYNCAPI}">AsyncAPI 3</a>.</p>'
    yield "<h2>REST, read only</h2><dl>"
    for resource in RESOURCES:
        yield f'<dt><a href="{resource.path}">GET {resource.path}</a></dt><dd>{escape(resource.summary)}</dd>'
    yield f"<dt>GET {TRADES_CSV}</dt><dd>Sequences of a span as CSV.</dd></dl>"
    yield "<h2>Socket.IO, from the server</h2><dl>"
    for kind in EVENTS_BY_MESSAGE.values():
        yield f"<dt><code>{kind.event}</code></dt><dd>{escape((kind.__doc__ or '').strip())}</dd>"
    yield "</dl><h2>Socket.IO, from a client</h2><dl>"
    for name, command in COMMANDS.items():
        yield f"<dt><code>{name}</code></dt><dd>{escape((command.__doc__ or '').strip())}</dd>"
    yield "</dl></main></body></html>"
