"""What the REST API offers: one row per path, from which the routes and the published contract are made."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from abutre.adapters.web.rest.query import NoQuery, PageQuery
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
    """A version of the settings; stored_at is null for the defaults, which nobody stored."""

    stored_at: Timestamp | None


class ErrorPayload(Payload):
    """Why a request was refused, and which parameter is to blame, if one is."""

    error: str
    field: str | None = None


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
