"""The port `Archive`, its questions and answers, and the settings: reading back what was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from abutre.domain.events import Sequenced
from abutre.domain.model import Book, Candle, ContractState, Direction
from abutre.domain.records import EquityPoint, Trade
from abutre.domain.settings import Settings, StoredSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A purchase that was decided on, and what became of it. What is not known, or never was, is None.

    Attributes:
        intent: the engine's number of it.
        trade_id: its sequence, once confirmed.
        contract_id: the broker's number, once confirmed.
        stake: paid, or to be paid at most while unconfirmed, minor units.
        state: how far it has come.
        sent_epoch: when it was decided on.
        payout: what a win pays, minor units.
        credited: what the end paid, minor units.
        entry_spot: price that it began at, pips; None as well where the broker did not tell.
        exit_spot: price that it ended at, pips; None as `entry_spot`.
        refusal: the broker's words.
    """

    intent: int
    trade_id: int | None
    contract_id: int | None
    book: Book
    direction: Direction
    level: int
    stake: int
    state: ContractState
    sent_epoch: int
    opened_epoch: int | None
    closed_epoch: int | None
    payout: int | None
    credited: int | None
    entry_spot: int | None
    exit_spot: int | None
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord:
    """What the account's settled contracts of one level came to.

    Attributes:
        level: 1-based.
        reached: contracts that won or lost at it.
        profit: payouts − stakes, minor units.
    """

    level: int
    reached: int
    won: int
    lost: int
    profit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which rows of a run are asked for: the newest `limit` of those that match.

    Attributes:
        run_id: whose.
        since: from this epoch on; None for the beginning.
        until: before this epoch; None for the end.
        before: only rows older than the one of this key, as `Page.before` gave it.
        limit: most rows, ≥ 1.
    """

    run_id: int
    since: int | None = None
    until: int | None = None
    before: int | None = None
    limit: int


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Rows, newest first, and where the next page goes on; `before` is None on the last one."""

    rows: tuple[Row, ...]
    before: int | None


class Archive(Protocol):
    """What a journal has kept, page by page, newest first.

    Rows that come while somebody turns the pages move nothing: a page goes on behind the row before it.
    """

    async def trades(self, window: Window) -> Page[Trade]:
        """Sequences, by the epoch at which they began."""

    async def contracts(self, window: Window) -> Page[Contract]:
        """Contracts of both books, by the epoch at which they were decided on."""

    async def candles(self, window: Window) -> Page[Candle]:
        """Candles, by their open time."""

    async def equity(self, window: Window) -> Page[EquityPoint]:
        """Balances at settlement."""

    async def alerts(self, window: Window) -> Page[Sequenced]:
        """`SystemAlert` events, of every run."""

    async def levels(self, run_id: int) -> Sequence[LevelRecord]:
        """Each level that a settled contract of the account had, lowest first; refunds are left out."""


class SettingsReading(Protocol):
    """Every version of the strategy's settings, to be read."""

    async def load(self) -> StoredSettings:
        """The newest version; the defaults as version 1 when nothing was ever stored."""

    async def history(self) -> Sequence[StoredSettings]:
        """Every version, newest first."""


class SettingsRepository(SettingsReading, Protocol):
    """Keeps every version of the strategy's settings."""

    async def store(self, settings: Settings, *, stored_at: int) -> StoredSettings:
        """Keep `settings` durably as the next version. Versions grow by one."""
