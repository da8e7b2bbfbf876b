"""Values of the domain as JSON, for the way between bot and gateway, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from abutre.domain.archive import Contract, Page
from abutre.domain.codec import Plain, build, decode_event, encode, plain
from abutre.domain.commands import Reply
from abutre.domain.events import Sequenced
from abutre.domain.model import AccountMode, Candle
from abutre.domain.records import EquityPoint, StateView, Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which bot it is, and how it is.

    Attributes:
        symbol: Deriv's code of its market.
        mode: what kind of money it trades.
        run_id: the run that REST reads.
        seq: number of its newest event.
        epoch: market time.
    """

    symbol: str
    mode: AccountMode
    run_id: int
    seq: int
    epoch: int


ROWS: Mapping[str, type] = {"trades": Trade, "contracts": Contract, "candles": Candle, "equity": EquityPoint}
"""What pages of the archive hold; those of alerts hold events."""


def numbered_plain(told: Sequenced) -> Plain:
    """An event with its number."""
    return {"seq": told.seq, "event": encode(told.event)}


def numbered(found: Plain) -> Sequenced:
    """As `numbered_plain` wrote it."""
    return Sequenced(seq=found["seq"], event=decode_event(found["event"]))


def view_plain(view: StateView) -> Plain:
    """A state."""
    return {
        **plain(replace(view, alerts=())),
        "alerts": [numbered_plain(told) for told in view.alerts],
    }


def view(found: Plain) -> StateView:
    """As `view_plain` wrote it."""
    bare: StateView = build(StateView, {**found, "alerts": []})
    return replace(bare, alerts=tuple(numbered(told) for told in found["alerts"]))


def page_plain(page: Page[Any]) -> Plain:
    """A page of the archive."""
    rows = [numbered_plain(row) if isinstance(row, Sequenced) else plain(row) for row in page.rows]
    return {"rows": rows, "before": page.before}


def page(kind: str, found: Plain) -> Page[Any]:
    """As `page_plain` wrote it; `kind` as in `ROWS`."""
    rows: Sequence[object] = [
        numbered(row) if kind == "alerts" else build(ROWS[kind], row) for row in found["rows"]
    ]
    return Page(rows=tuple(rows), before=found["before"])


def reply_plain(reply: Reply) -> Plain:
    """The answer to a command."""
    return {"ok": reply.ok, "error": reply.error, "errors": reply.errors}


def reply(found: Plain) -> Reply:
    """As `reply_plain` wrote it."""
    return Reply(ok=found["ok"], error=found["error"], errors=found["errors"])
