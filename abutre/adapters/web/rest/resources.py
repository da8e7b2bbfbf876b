"""What the REST API offers: one row per path, from which the routes and the published contract are made."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from abutre.adapters.web.rest.query import NoQuery, PageQuery, PreviewQuery
from abutre.adapters.web.snapshot import StatusPayload
from abutre.adapters.web.wire_events import CandlePayload, Payload, SettingsPayload, Timestamp
from abutre.adapters.web.wire_rows import (
    AlertPayload,
    ContractPayload,
    EquityPayload,
    LevelPayload,
    TradePayload,
)

Item = TypeVar("Item", bound=Payload)


class PagePayload(Payload, Generic[Item]):
    """Rows, newest first; `cursor` asks for the next page, null on the last one."""

    items: list[Item]
    cursor: str | None


class ListPayload(Payload, Generic[Item]):
    """All there are."""

    items: list[Item]


class SettingsVersionPayload(SettingsPayload):
    """A version of the settings.

    stored_at is the time of the bot's machine, for settings are stored without a market, too; null for the
    defaults, which nobody stored.
    """

    stored_at: Timestamp | None


class ErrorPayload(Payload):
    """Why a request was refused, and which parameter is to blame, if one is."""

    error: str
    field: str | None = None


class RungPayload(Payload):
    """A level, were every one before it lost; won is what a sequence brings that wins here.

    `refused` names the limit that keeps it from being bought now; stake is null past what can be counted.
    """

    level: int
    stake: float | None
    total_loss: float
    won: float | None
    refused: str | None


class PreviewPayload(Payload):
    """What settings mean for a sequence that began now, by the engine that trades.

    `reach` is the last level that could be bought, `worst_case` the loss if all of them are lost, and
    `expected` the mean profit of a sequence at even odds. One in `one_in` sequences loses them all then.
    """

    payout_rate: float
    break_even: float
    levels: list[RungPayload]
    reach: int
    one_in: int
    worst_case: float
    expected: float
    drawdown_room: float
    daily_room: float | None
    running_worst_case: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that can be read.

    Attributes:
        name: what comes behind `/api/`.
        summary: what it answers, one sentence.
        query: the parameters it takes.
        answered: the payload of a good answer.
    """

    name: str
    summary: str
    query: type[BaseModel] = NoQuery
    answered: type[Payload]

    @property
    def path(self) -> str:
        """Below the server's root."""
        return f"/api/{self.name}"


RESOURCES = (
    Resource(name="status", summary="Where the bot stands.", answered=StatusPayload),
    Resource(name="settings", summary="The stored settings.", answered=SettingsPayload),
    Resource(
        name="settings/history",
        summary="Every version of the settings, newest first.",
        answered=ListPayload[SettingsVersionPayload],
    ),
    Resource(
        name="preview",
        summary="What settings would mean now: the ladder, its limits, its worst case, its expected value.",
        query=PreviewQuery,
        answered=PreviewPayload,
    ),
    Resource(
        name="trades",
        summary="Sequences; from and to mean when they began.",
        query=PageQuery,
        answered=PagePayload[TradePayload],
    ),
    Resource(
        name="contracts",
        summary="Purchases and what became of each; from and to mean when they were decided on.",
        query=PageQuery,
        answered=PagePayload[ContractPayload],
    ),
    Resource(
        name="candles",
        summary="Complete minutes; from and to mean when they opened.",
        query=PageQuery,
        answered=PagePayload[CandlePayload],
    ),
    Resource(
        name="equity",
        summary="Balances after closed sequences.",
        query=PageQuery,
        answered=PagePayload[EquityPayload],
    ),
    Resource(
        name="levels",
        summary="Per level: reached, won, lost, and how many a fair coin would have brought to it.",
        answered=ListPayload[LevelPayload],
    ),
    Resource(name="alerts", summary="Alerts.", query=PageQuery, answered=PagePayload[AlertPayload]),
)
"""All of them, in the order of the documentation."""

TRADES_CSV = "/api/trades.csv"
"""All sequences of a span as one CSV file, newest first; the columns are the keys of `TradePayload`."""
