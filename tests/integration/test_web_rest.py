"""The REST read API over real HTTP."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from abutre.adapters.web.rest.reads import Reads
from abutre.adapters.web.rest.resources import RESOURCES
from abutre.domain.archive import LevelRecord, Page, Window
from abutre.domain.errors import StoreError
from abutre.domain.model import Candle
from abutre.domain.records import Trade
from tests.contract.journal_entries import (
    BOUGHT,
    BUY,
    CLOSED,
    OPENED,
    RUN,
    a_candle,
    an_alert,
    an_entry,
    told,
)
from tests.fakes.archive import FakeArchive
from tests.fakes.journal import FakeJournal
from tests.fakes.settings_repository import FakeSettingsRepository
from tests.web_client import V100, reads_of, running_site

Get = Callable[..., Awaitable[tuple[int, Any]]]


async def a_journal(trades: int = 1) -> FakeJournal:
    journal = FakeJournal()
    run = await journal.begin_run(RUN)
    seq = 1
    for number in range(1, trades + 1):
        entry = an_entry(
            run.run_id,
            replace(BUY, intent=number),
            replace(BOUGHT, intent=number, trade_id=number),
            replace(OPENED, trade_id=number),
            replace(CLOSED, trade_id=number),
            an_alert(str(number)),
            told(a_candle(number)),
            seq=seq,
        )
        seq += len(entry.events)
        await journal.commit(entry)
    return journal


@asynccontextmanager
async def reading(reads: Reads) -> AsyncIterator[Get]:
    async with running_site(reads=reads) as (url, *_), aiohttp.ClientSession() as session:

        async def get(path: str, **query: str) -> tuple[int, Any]:
            async with session.get(f"{url}{path}", params=query) as answer:
                return answer.status, await answer.json()

        yield get


async def test_every_resource_answers() -> None:
    async with reading(reads_of(await a_journal())) as get:
        for resource in RESOURCES:
            status, body = await get(resource.path)
            assert status == 200, resource.path
            resource.answered.model_validate(body)


async def test_the_pages_of_trades_are_turned_by_the_cursor_while_trades_are_added() -> None:
    journal = await a_journal(5)
    async with reading(reads_of(journal)) as get:
        _, first = await get("/api/trades", limit="2")
        await journal.commit(an_entry(1, replace(OPENED, trade_id=6), seq=1000))
        _, second = await get("/api/trades", limit="2", cursor=first["cursor"])
        _, third = await get("/api/trades", limit="2", cursor=second["cursor"])
    shown = [trade["trade_id"] for page in (first, second, third) for trade in page["items"]]
    assert shown == ["T5", "T4", "T3", "T2", "T1"]
    assert third["cursor"] is None


async def test_a_contract_shows_what_it_cost_and_what_a_win_pays() -> None:
    async with reading(reads_of(await a_journal())) as get:
        _, body = await get("/api/contracts")
    (contract,) = body["items"]
    assert (contract["stake"], contract["payout"], contract["state"]) == (1.0, 1.95, "OPEN")
    assert (contract["trade_id"], contract["profit"], contract["book"]) == ("T1", None, "ACCOUNT")


async def test_a_span_of_time_is_asked_for_in_iso_8601_with_any_zone() -> None:
    async with reading(reads_of(await a_journal(3))) as get:
        _, noon = await get("/api/candles", **{"from": "2023-11-15T00:02:00Z", "to": "2023-11-15T00:03:00Z"})
        _, zone = await get(
            "/api/candles", **{"from": "2023-11-14T21:02:00-03:00", "to": "2023-11-14T21:03:00-03:00"}
        )
    assert [candle["timestamp"] for candle in noon["items"]] == ["2023-11-15T00:02:00Z"]
    assert zone == noon


@pytest.mark.parametrize(
    ("path", "query", "field", "words"),
    [
        ("/api/trades", {"limit": "0"}, "limit", "expected a number from 1 to 1000, found '0'"),
        ("/api/trades", {"limit": "1001"}, "limit", "found '1001'"),
        ("/api/trades", {"limit": "١"}, "limit", "expected a number"),  # noqa: RUF001 (an Arabic digit)
        ("/api/trades", {"from": "yesterday"}, "from", "ISO 8601"),
        ("/api/trades", {"to": "2026-01-31T12:00:00"}, "to", "with its zone"),
        ("/api/trades", {"cursor": "nonsense"}, "cursor", "as it was given"),
        ("/api/trades", {"cursor": ""}, "cursor", "as it was given"),
        ("/api/trades", {"page": "2"}, "'page'", "expected from, to, limit, cursor"),
        ("/api/levels", {"limit": "5"}, "'limit'", "expected none"),
        ("/api/trades.csv", {"limit": "5"}, "'limit'", "expected from, to"),
    ],
)
async def test_a_parameter_that_cannot_be_taken_is_named(
    path: str, query: dict[str, str], field: str, words: str
) -> None:
    async with reading(reads_of()) as get:
        status, body = await get(path, **query)
    assert (status, body["field"]) == (400, field)
    assert words in body["error"]


async def test_a_parameter_given_twice_is_refused() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/api/trades?limit=1&limit=2")
        assert answer.status == 400


class Played(FakeArchive):
    async def levels(self, run_id: int) -> Sequence[LevelRecord]:
        counts = {1: (9, 3), 2: (6, 4), 4: (2, 1)} if run_id == 1 else {}
        return [
            LevelRecord(level=level, reached=reached, won=won, lost=reached - won, profit=-5 * level)
            for level, (reached, won) in counts.items()
        ]


async def test_levels_tell_what_a_fair_coin_would_have_brought() -> None:
    played = Reads(archive=Played(FakeJournal()), settings=FakeSettingsRepository(), symbol=V100, run_id=1)
    async with reading(played) as get:
        status, body = await get("/api/levels")
    assert status == 200
    assert body["items"][0] == {
        "level": 1,
        "reached": 9,
        "won": 3,
        "lost": 6,
        "profit": -0.05,
        "expected": 9.0,
    }
    assert [level["expected"] for level in body["items"]] == [9.0, 4.5, 1.13]


async def test_there_are_no_levels_before_the_first_contract() -> None:
    async with reading(reads_of()) as get:
        assert await get("/api/levels") == (200, {"items": []})


async def test_the_export_holds_every_trade_of_the_span_over_many_pages() -> None:
    journal = await a_journal(2500)
    async with running_site(reads=reads_of(journal)) as (url, *_), aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/api/trades.csv")
        text = await answer.text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert answer.content_type == "text/csv"
    assert [row["trade_id"] for row in rows] == [f"T{number}" for number in range(2500, 0, -1)]
    assert rows[0]["profit"] == "0.9"


class Broken(FakeArchive):
    async def trades(self, window: Window) -> Page[Trade]:
        raise RuntimeError(f"secret of {window}")

    async def candles(self, window: Window) -> Page[Candle]:
        raise RuntimeError(f"secret of {window}")


async def test_a_fault_is_answered_without_what_it_was() -> None:
    broken = Reads(archive=Broken(FakeJournal()), settings=FakeSettingsRepository(), symbol=V100, run_id=1)
    async with reading(broken) as get:
        for path in ("/api/candles", "/api/trades.csv"):
            assert await get(path) == (500, {"error": "internal error", "field": None})


class Away(FakeArchive):
    async def trades(self, window: Window) -> Page[Trade]:
        raise StoreError(f"no answer for {window}")


async def test_a_store_that_fails_is_told_before_an_export_begins() -> None:
    away = Reads(archive=Away(FakeJournal()), settings=FakeSettingsRepository(), symbol=V100, run_id=1)
    async with reading(away) as get:
        for path in ("/api/trades", "/api/trades.csv"):
            assert await get(path) == (503, {"error": "cannot be answered now, try again", "field": None})


class Short(FakeArchive):
    async def trades(self, window: Window) -> Page[Trade]:
        if window.before is not None:
            raise StoreError("away")
        return await super().trades(window)


async def test_an_export_that_fails_on_its_way_does_not_pass_for_whole() -> None:
    short = Reads(
        archive=Short(await a_journal(1500)), settings=FakeSettingsRepository(), symbol=V100, run_id=1
    )
    async with running_site(reads=short) as (url, *_), aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/api/trades.csv")
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.text()
