"""Facts: everything that can happen, as the engine is told it. One fact, one step.

The field names are also the JSON form (`codec`), which is what the journal keeps and the Rust core reads.
"""

from dataclasses import dataclass

from abutre.domain.commands import Verb
from abutre.domain.model import Book, Candle, OpenSequence, Outcome, Spots
from abutre.domain.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The process is up and knows its account. First fact of every process, also after a restart.

    Attributes:
        epoch: broker's time.
        balance: account balance as the broker states it, minor units. The first one of a run is the
            starting balance; a later one that differs from the ledger is booked as a transfer.
        account_allowed: True when the operator allowed orders to this account on the command line.
        note: what the status message should add: how contracts settle, which payout is assumed.
        open_sequence: what becomes of a sequence that an earlier process left open.
    """

    epoch: int
    balance: int
    account_allowed: bool
    note: str
    open_sequence: OpenSequence = OpenSequence.CONTINUE


@dataclass(frozen=True, slots=True, kw_only=True)
class TickSeen:
    """A tick of the market. Ticks at or before the last epoch are ignored."""

    epoch: int
    quote: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandleSeen:
    """A complete candle has just closed (feeds of candles). Prices in pips."""

    open_time: int
    open: int
    high: int
    low: int
    close: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Complete candles from the broker's history, oldest first; never triggers.

    The warm-up before the first live candle (R4), or the answer to a `Backfill` effect (R3; empty when
    there are none).
    """

    candles: tuple[Candle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The broker's clock says `epoch` though no tick may have come."""

    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The broker's present offer; see `model.Quote`."""

    payout_rate_ppm: int
    min_stake: int
    max_stake: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchased:
    """The broker confirmed the purchase `intent`.

    Attributes:
        book: which broker.
        contract_id: the broker's number of the contract.
        stake: price paid, minor units.
        payout: what a win pays back, stake included, minor units.
        epoch: purchase time, broker's clock.
    """

    book: Book
    intent: int
    contract_id: int
    stake: int
    payout: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The purchase `intent` did not happen, for certain.

    Attributes:
        reason: the broker's words, for the alert.
        fatal: True when trading must halt (account closed, token refused …).
    """

    book: Book
    intent: int
    reason: str
    fatal: bool
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUnknown:
    """Nobody knows whether the purchase `intent` happened. `Purchased` or `Refused` will tell (R18)."""

    book: Book
    intent: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The contract of `intent` ended.

    Attributes:
        outcome: WON, LOST or REFUNDED.
        payout: what was credited, minor units: a win's payout, 0 on a loss, the stake on a refund.
        epoch: settlement time, broker's clock.
        spots: between which prices, when the broker tells; money is counted by `payout` alone.
    """

    book: Book
    intent: int
    outcome: Outcome
    payout: int
    epoch: int
    spots: Spots | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven:
    """An operator's command (or SHUTDOWN, from SIGTERM and SIGINT)."""

    verb: Verb
    after_sequence: bool
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsStored:
    """A validated settings version is on disk."""

    settings: Settings
    version: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketEnded:
    """The feed has no more to give (end of a replay file): trading stops where it stands."""

    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """Money moved on the account that no contract of ours moved, while the process was connected.

    A deposit, a withdrawal, a demo reset, contracts bought by hand. What moved while nobody was connected
    shows in the balance of `Started`; nothing is told by both.

    Attributes:
        amount: minor units, negative when money left.
    """

    amount: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """No new sequence begins while there is a reason; None lifts it. A start begins without one.

    Attributes:
        reason: in plain words, for status and alerts: "200 MB left on the disk".
    """

    reason: str | None
    epoch: int


Fact = (
    Started
    | TickSeen
    | CandleSeen
    | History
    | TimePassed
    | Quoted
    | Purchased
    | Refused
    | OutcomeUnknown
    | Settled
    | CommandGiven
    | SettingsStored
    | MarketEnded
    | Transferred
    | Held
)
