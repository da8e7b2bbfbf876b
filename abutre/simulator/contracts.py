"""A contract: what was agreed, and how far its life has come."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from abutre.simulator.terms import Terms
from abutre.simulator.values import Tick

Status: TypeAlias = Literal["open", "won", "lost", "sold", "cancelled"]

SOONEST = 1
LATEST = 3
"""Seconds of market time between expiry and settlement."""


class Phase(StrEnum):
    """Where a contract is in its life."""

    WAITING = "A"
    """Bought, entry tick not yet in."""
    RUNNING = "B"
    """Entry tick in, not yet expired."""
    EXPIRED = "C"
    """Expired, not yet settled: status still `open`."""
    CLOSED = "D"
    """Settled, sold or cancelled: `is_sold` is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract as it stands; a later state is a new value.

    Attributes:
        contract_id: above 2**31, as on Deriv.
        account_id: whose it is.
        app_id: the application that bought it.
        transaction_id: of the purchase, above 2**31.
        terms: what was asked.
        symbol: code.
        contract_type: CALL, PUT, CALLE or PUTE.
        currency: ISO code.
        buy_price: money.
        payout: what a win pays, money.
        purchase_time: market epoch; also its start.
        date_expiry: market epoch at which it ends; for a contract of ticks an estimate until its exit tick.
        tick_count: ticks it runs; None for a contract of time.
        shortcode: `CALL_R_100_19.24_<start>_<end or 5T>_S0P_0`.
        longcode: the contract in words.
        settle_at: market epoch of settlement, once expired.
        entry: first tick strictly after the start; None before it is in.
        exit: last tick at or before the end, or the N-th after entry; None before expiry and without one.
        tick_stream: of a contract of ticks: entry and the ticks after it, N + 1 at most. Empty otherwise.
        is_expired: its end has been reached.
        status: open until settled, sold or cancelled.
        sell_price: what it brought, money; None while open.
        sell_time: market epoch; None while open.
        sell_spot: newest tick when it was closed; None while open.
        sell_transaction_id: None while open.
    """

    contract_id: int
    account_id: str
    app_id: int
    transaction_id: int
    terms: Terms
    symbol: str
    contract_type: str
    currency: str
    buy_price: Decimal
    payout: Decimal
    purchase_time: int
    date_expiry: int
    tick_count: int | None
    shortcode: str
    longcode: str
    settle_at: int | None = None
    entry: Tick | None = None
    exit: Tick | None = None
    tick_stream: tuple[Tick, ...] = ()
    is_expired: bool = False
    status: Status = "open"
    sell_price: Decimal | None = None
    sell_time: int | None = None
    sell_spot: Tick | None = None
    sell_transaction_id: int | None = None

    @property
    def is_sold(self) -> bool:
        """Whether it is settled, sold or cancelled: the only test of the end."""
        return self.status != "open"

    @property
    def is_settled_at_once(self) -> bool:
        """Whether it has expired and is settled so soon after that no stream shows it in between."""
        settled = self.settle_at
        return not self.is_sold and settled is not None and settled - self.date_expiry <= SOONEST

    @property
    def phase(self) -> Phase:
        """Where it is in its life."""
        if self.is_sold:
            return Phase.CLOSED
        if self.is_expired:
            return Phase.EXPIRED
        return Phase.WAITING if self.entry is None else Phase.RUNNING
