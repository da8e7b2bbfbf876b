"""What a request may ask for: a page of at most so many rows, of a span of time. All of it is checked."""

from datetime import datetime
from typing import Annotated, TypeVar

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from abutre.domain.archive import Window
from abutre.domain.settings import DojiPolicy, StakePolicy

MOST_ROWS = 1000
USUAL_ROWS = 100
_MOST_DIGITS = 18


class BadQuery(ValueError):  # noqa: N818 (the client's mistake, not an error of ours)
    """A parameter that cannot be taken.

    Attributes:
        field: its name.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def _epoch(found: object) -> int:
    try:
        moment = datetime.fromisoformat(str(found))
    except ValueError:
        raise ValueError(
            f"expected a moment in ISO 8601, such as 2026-01-31T12:00:00Z, found {_shown(found)}"
        ) from None
    if moment.tzinfo is None:
        raise ValueError(
            f"expected a moment with its zone, such as 2026-01-31T12:00:00Z, found {_shown(found)}"
        )
    return int(moment.timestamp())


def _rows(found: object) -> int:
    text = str(found)
    if not (_is_number(text) and 1 <= int(text) <= MOST_ROWS):
        raise ValueError(f"expected a number from 1 to {MOST_ROWS}, found {_shown(text)}")
    return int(text)


def _cursor(found: object) -> str:
    text = str(found)
    if not _is_number(text):
        raise ValueError("expected the cursor of a page, as it was given")
    return text


Moment = Annotated[int | None, BeforeValidator(_epoch)]


class SpanQuery(BaseModel):
    """Rows of a span of time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Annotated[
        Moment,
        Field(
            alias="from",
            description="From this moment on, ISO 8601.",
            json_schema_extra={"type": "string", "format": "date-time"},
        ),
    ] = None
    until: Annotated[
        Moment,
        Field(
            alias="to",
            description="Before this moment, ISO 8601.",
            json_schema_extra={"type": "string", "format": "date-time"},
        ),
    ] = None


class PageQuery(SpanQuery):
    """A page of rows, newest first."""

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Most rows."), BeforeValidator(_rows)] = (
        USUAL_ROWS
    )
    cursor: Annotated[
        str | None,
        BeforeValidator(_cursor),
        Field(
            description="From the page before, as it was given.",
            json_schema_extra={"type": "string", "pattern": "^[0-9]{1,18}$"},
        ),
    ] = None


class NoQuery(BaseModel):
    """A request that takes no parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PreviewQuery(BaseModel):
    """Settings to look at; what is left out is as stored. The domain judges the values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_threshold: Annotated[
        str | None,
        Field(description="Candles of a streak that triggers."),
        WithJsonSchema({"type": "integer", "minimum": 2, "maximum": 50}),
    ] = None
    max_level: Annotated[
        str | None,
        Field(description="Last level of a sequence."),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 20}),
    ] = None
    initial_stake: Annotated[
        str | None,
        Field(description="Stake of level 1."),
        WithJsonSchema({"type": "number", "minimum": 0.35, "maximum": 10_000, "multipleOf": 0.01}),
    ] = None
    multiplier: Annotated[
        str | None,
        Field(description="Growth of the stake per level."),
        WithJsonSchema({"type": "number", "minimum": 1, "maximum": 10, "multipleOf": 0.0001}),
    ] = None
    max_drawdown: Annotated[
        str | None,
        Field(description="Largest drawdown, percent."),
        WithJsonSchema({"type": "number", "minimum": 1, "maximum": 100, "multipleOf": 0.01}),
    ] = None
    auto_trading: Annotated[
        str | None, Field(description="Whether triggers are traded."), WithJsonSchema({"type": "boolean"})
    ] = None
    doji_policy: Annotated[
        str | None,
        Field(description="What a DOJI does to a streak."),
        WithJsonSchema({"enum": list(DojiPolicy)}),
    ] = None
    stake_policy: Annotated[
        str | None, Field(description="How stakes grow."), WithJsonSchema({"enum": list(StakePolicy)})
    ] = None
    max_daily_loss: Annotated[
        str | None,
        Field(description="Largest loss of a UTC day; null is off."),
        WithJsonSchema(
            {
                "oneOf": [
                    {"type": "number", "minimum": 0.01, "maximum": 10**13, "multipleOf": 0.01},
                    {"const": "null"},
                ]
            }
        ),
    ] = None
    require_full_ladder: Annotated[
        str | None,
        Field(description="Whether a trigger needs the whole ladder within the limits."),
        WithJsonSchema({"type": "boolean"}),
    ] = None

    def update(self) -> dict[str, object]:
        """What was given, as an update of the settings."""
        words: dict[str, object] = {"true": True, "false": False, "null": None}
        return {name: words.get(value, value) for name, value in self.model_dump(exclude_unset=True).items()}


Query = TypeVar("Query", bound=BaseModel)


def parsed(kind: type[Query], request: web.BaseRequest) -> Query:
    """The query parameters of `request`.

    Raises:
        BadQuery: the first one that is wrong, unknown or given twice.
    """
    given = request.query
    for name in given:
        if len(given.getall(name)) > 1:
            raise BadQuery(_shown(name), "expected this parameter once")
    try:
        return kind.model_validate(dict(given))
    except ValidationError as invalid:
        problem = invalid.errors(include_url=False)[0]
        field = str(problem["loc"][0])
        if problem["type"] == "extra_forbidden":
            names = ", ".join(info.alias or name for name, info in kind.model_fields.items()) or "none"
            raise BadQuery(_shown(field), f"unknown parameter; expected {names}") from None
        reason = problem.get("ctx", {}).get("error", problem["msg"])
        raise BadQuery(field, str(reason)) from None


def cursor_of(before: int | None) -> str | None:
    """What a client shows to get the page behind the row of key `before`."""
    return None if before is None else str(before)


def window_of(query: SpanQuery, run_id: int) -> Window:
    """The rows that `query` asks for; a span without a page is read in the largest pages."""
    before, limit = None, MOST_ROWS
    if isinstance(query, PageQuery):
        before = None if query.cursor is None else int(query.cursor)
        limit = query.limit
    return Window(run_id=run_id, since=query.since, until=query.until, before=before, limit=limit)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def _shown(found: object) -> str:
    return ascii(str(found)[:40])
