"""The routes of the REST API."""

import csv
import io
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from abutre.adapters.web.rest.query import BadQuery, SpanQuery, parsed
from abutre.adapters.web.rest.reads import Reads
from abutre.adapters.web.rest.resources import RESOURCES, TRADES_CSV, ErrorPayload, Resource
from abutre.adapters.web.wire_events import Payload
from abutre.adapters.web.wire_rows import TradePayload
from abutre.domain.errors import UserError
from abutre.domain.ports import Controls

_log = logging.getLogger(__name__)
_FRESH = {"Cache-Control": "no-store"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_COLUMNS = tuple(TradePayload.model_fields)


class Rest:
    """Everything below `/api/` that can be read."""

    def __init__(self, *, reads: Reads, controls: Controls) -> None:
        self._reads = reads
        self._controls = controls

    def attach(self, app: web.Application) -> None:
        """Serve the resources of `app`."""
        for resource in RESOURCES:
            app.router.add_get(resource.path, self._serve(resource))
        app.router.add_get(TRADES_CSV, self._export)

    def _serve(self, resource: Resource) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                query = parsed(resource.query, request)
                answer = await self._reads.answer(resource.name, query, self._controls)
            except Exception as fault:  # noqa: BLE001 (no traceback reaches a client, whatever failed)
                return _refused(resource.path, fault)
            return _json(answer, 200)

        return serve

    async def _export(self, request: web.Request) -> web.StreamResponse:
        try:
            pages = self._reads.trades(parsed(SpanQuery, request))
            newest = await anext(pages)  # what fails later can but break the answer off
        except Exception as fault:  # noqa: BLE001 (as above)
            return _refused(TRADES_CSV, fault)
        response = web.StreamResponse(
            headers={**_FRESH, "Content-Disposition": 'attachment; filename="trades.csv"'}
        )
        response.content_type, response.charset = "text/csv", "utf-8"
        await response.prepare(request)
        await response.write(_csv([dict(zip(_COLUMNS, _COLUMNS, strict=True))]))
        await response.write(_rows(newest))
        async for trades in pages:
            await response.write(_rows(trades))
        await response.write_eof()
        return response


def _rows(trades: list[TradePayload]) -> bytes:
    return _csv([trade.model_dump(mode="json") for trade in trades])


def _csv(rows: list[dict[str, object]]) -> bytes:
    text = io.StringIO()
    csv.DictWriter(text, _COLUMNS).writerows(rows)
    return text.getvalue().encode()


def _refused(path: str, fault: Exception) -> web.Response:
    match fault:
        case BadQuery():
            return _json(ErrorPayload(error=str(fault), field=fault.field), 400)
        case UserError():
            _log.warning("%s cannot be answered now: %s", path, fault)
            return _json(ErrorPayload(error="cannot be answered now, try again"), 503)
    _log.error("%s failed", path, exc_info=fault)
    return _json(ErrorPayload(error="internal error"), 500)


def _json(payload: Payload, status: int) -> web.Response:
    return web.Response(
        text=payload.model_dump_json(), content_type="application/json", status=status, headers=_FRESH
    )
