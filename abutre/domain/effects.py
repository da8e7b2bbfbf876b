"""Effects: what the engine wants done about a fact, in order.

An effect is something to do (`Buy`, `Backfill`, `Reconcile`), something to keep (`ContractOpened`,
`ContractClosed`), or something to tell (every `Event`). The order of the events is the wire's.
"""

from dataclasses import dataclass

from abutre.domain.events import Event
from abutre.domain.model import Book, Direction, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Buy:
    """Buy one contract. Always the last effect of its step; at most one purchase is in flight (R18).

    Attributes:
        intent: number of this purchase, answered by Purchased, Refused or OutcomeUnknown.
        stake: minor units.
    """

    book: Book
    intent: int
    direction: Direction
    level: int
    stake: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """Ask the broker's history for the minutes that opened at `from_time` … `to_time` (both included).

    Always the last effect of its step; answered by a `History` fact. Asked again after a start that finds it
    unanswered (R19).
    """

    from_time: int
    to_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """Find out what became of a purchase of an earlier process, or of one whose outcome is unknown.

    Comes with `Started` when a contract is in flight; always the last effect of its step; answered by
    Purchased, Refused, Settled or OutcomeUnknown of the same intent.

    Attributes:
        contract_id: the broker's number of the contract; None when the purchase was never confirmed.
    """

    book: Book
    intent: int
    contract_id: int | None
    direction: Direction
    stake: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOpened:
    """A contract of a sequence is confirmed.

    Attributes:
        contract_id: the broker's number; None when only its end was told.
        payout: what a win pays back, minor units; 0 when only its end was told.
    """

    book: Book
    trade_id: int
    intent: int
    contract_id: int | None
    level: int
    direction: Direction
    stake: int
    payout: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractClosed:
    """A contract of a sequence is settled; `payout` is what was credited."""

    book: Book
    trade_id: int
    intent: int
    outcome: Outcome
    payout: int
    epoch: int


Effect = Buy | Backfill | Reconcile | ContractOpened | ContractClosed | Event
