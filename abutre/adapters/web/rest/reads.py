"""Answers the reads of the REST API from the archive, the settings and the bot itself."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from abutre.adapters.web import payloads, units
from abutre.adapters.web.rest.previews import preview_shown
from abutre.adapters.web.rest.query import (
    BadQuery,
    PageQuery,
    PreviewQuery,
    SpanQuery,
    cursor_of,
    window_of,
)
from abutre.adapters.web.rest.resources import (
    ListPayload,
    PagePayload,
    PreviewPayload,
    SettingsVersionPayload,
)
from abutre.adapters.web.snapshot import status_of
from abutre.adapters.web.wire_events import Payload
from abutre.adapters.web.wire_rows import (
    TradePayload,
    alert_row,
    candle_row,
    contract_row,
    equity_row,
    level_row,
    trade_row,
)
from abutre.domain.archive import Archive, Page, SettingsReading, Window
from abutre.domain.commands import Reply
from abutre.domain.ports import Controls
from abutre.domain.settings import StoredSettings
from abutre.domain.symbols import Symbol

Row = TypeVar("Row")


class Reads:
    """What there is to read of one run."""

    def __init__(self, *, archive: Archive, settings: SettingsReading, symbol: Symbol, run_id: int) -> None:
        """Read run `run_id`; `symbol` gives prices their decimals."""
        self._archive = archive
        self._settings = settings
        self._symbol = symbol
        self._run_id = run_id

    async def answer(self, name: str, query: BaseModel, controls: Controls) -> Payload:
        """What the resource `name` answers to `query`.

        Raises:
            BadQuery: settings that cannot be.
            KeyError: there is no such resource.
        """
        if isinstance(query, PageQuery):
            return await self._page(name, query)
        if isinstance(query, PreviewQuery):
            return await _previewed(query, controls)
        return await self._whole(name, controls)

    async def trades(self, query: SpanQuery) -> AsyncIterator[list[TradePayload]]:
        """All sequences of a span, newest first, a page at a time."""
        window: Window | None = window_of(query, self._run_id)
        while window is not None:
            page = await self._archive.trades(window)
            yield [trade_row(trade) for trade in page.rows]
            window = None if page.before is None else replace(window, before=page.before)

    async def _page(self, name: str, query: PageQuery) -> Payload:
        window = window_of(query, self._run_id)
        match name:
            case "trades":
                return _shown(await self._archive.trades(window), trade_row)
            case "contracts":
                contracts = await self._archive.contracts(window)
                return _shown(contracts, lambda contract: contract_row(contract, self._symbol))
            case "candles":
                page = await self._archive.candles(window)
                return _shown(page, lambda candle: candle_row(candle, self._symbol))
            case "equity":
                return _shown(await self._archive.equity(window), equity_row)
            case "alerts":
                return _shown(await self._archive.alerts(window), alert_row)
        raise KeyError(name)

    async def _whole(self, name: str, controls: Controls) -> Payload:
        match name:
            case "status":
                return status_of(await controls.state())
            case "settings":
                stored = await self._settings.load()
                return payloads.settings_changed(stored.settings, stored.version)
            case "settings/history":
                history = await self._settings.history()
                return ListPayload(items=[_version(stored) for stored in history])
            case "levels":
                levels = await self._archive.levels(self._run_id)
                sequences = sum(record.reached for record in levels if record.level == 1)
                return ListPayload(items=[level_row(record, sequences) for record in levels])
        raise KeyError(name)


def _shown(page: Page[Row], shown: Callable[[Row], Payload]) -> Payload:
    return PagePayload(items=[shown(row) for row in page.rows], cursor=cursor_of(page.before))


async def _previewed(query: PreviewQuery, controls: Controls) -> PreviewPayload:
    answer = await controls.preview(query.update())
    if isinstance(answer, Reply):
        field, message = next(iter((answer.errors or {}).items()), ("", answer.error or ""))
        raise BadQuery(field, message)
    return preview_shown(answer)


def _version(stored: StoredSettings) -> SettingsVersionPayload:
    shown = payloads.settings_changed(stored.settings, stored.version)
    at = units.timestamp(stored.stored_at) if stored.stored_at else None
    return SettingsVersionPayload(**dict(shown), stored_at=at)
