"""The nouns of the field.

Units, everywhere inside the system: money is an `int` of minor units (cents), a price is an `int` of
pips (a quote of 619.51 on a symbol with two decimals is 61951), time is an `int` of epoch seconds UTC.
"""

from dataclasses import dataclass
from enum import StrEnum

MINUTE = 60
"""Length of a candle, seconds."""


class Color(StrEnum):
    """Colour of a candle (R1)."""

    GREEN = "GREEN"
    RED = "RED"
    DOJI = "DOJI"


class Direction(StrEnum):
    """Side of a contract: CALL wins when the price ends higher, PUT when it ends lower."""

    CALL = "CALL"
    PUT = "PUT"


class Book(StrEnum):
    """Which ledger a sequence belongs to: the configured account, or the paper one used while PAUSED."""

    ACCOUNT = "ACCOUNT"
    PAPER = "PAPER"


class AccountMode(StrEnum):
    """What the account is; fixed on the command line when the process starts."""

    SIMULATED = "SIMULATED"
    DEMO = "DEMO"
    REAL = "REAL"
    PAPER = "PAPER"


class BotState(StrEnum):
    """Bot status as the wire names it."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"


class OpenSequence(StrEnum):
    """What a start does with a sequence of the account that an earlier process left open.

    CONTINUE goes on at its level (R19). ABANDON closes it where it stands, once its contract in flight is
    resolved. ASK comes up PAUSED and waits: `start` goes on with it, `stop` or `pause` closes it.
    """

    CONTINUE = "continue"
    ABANDON = "abandon"
    ASK = "ask"


class Outcome(StrEnum):
    """How a contract ended. A refund returns the stake and the same level is bought again (R7)."""

    WON = "WON"
    LOST = "LOST"
    REFUNDED = "REFUNDED"


class ContractState(StrEnum):
    """How far a purchase has come; WON, LOST and REFUNDED are the outcomes of `Outcome`."""

    SENT = "SENT"
    UNKNOWN = "UNKNOWN"
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    REFUNDED = "REFUNDED"
    REFUSED = "REFUSED"
    ABANDONED = "ABANDONED"


class SequenceResult(StrEnum):
    """WIN when the last contract of the sequence won, else LOSS (R8); says nothing about the profit."""

    WIN = "WIN"
    LOSS = "LOSS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One quote of the market.

    Attributes:
        epoch: broker's epoch, seconds.
        quote: price, pips.
    """

    epoch: int
    quote: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """One complete minute [open_time, open_time + 60 s).

    Attributes:
        open_time: epoch second at which the minute opened, a multiple of 60.
        open, high, low, close: prices, pips.
    """

    open_time: int
    open: int
    high: int
    low: int
    close: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Between which prices a contract ran.

    Attributes:
        entry, exit: the first and the last price that counted, pips.
    """

    entry: int
    exit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """A run of same-colour complete candles (R2).

    Attributes:
        count: length, candles; 0 when there is none.
        color: GREEN or RED, None when count is 0.
    """

    count: int
    color: Color | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One purchase the engine decided on: a 1-minute contract, basis stake (R16).

    Attributes:
        intent: the engine's number of this purchase; never repeats within a run.
        direction: CALL or PUT.
        stake: most that may be paid, minor units.
        send_by: broker's epoch after which it must not leave; None for one that only has to be found.
    """

    intent: int
    direction: Direction
    stake: int
    send_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What the broker offers now (R17).

    Attributes:
        payout_rate_ppm: profit of a win per stake, millionths (0.95 is 950_000).
        min_stake: smallest stake taken, minor units.
        max_stake: largest stake taken, minor units; None when the broker names none.
        assumed: True when the rate is a configured constant and not a live quote.
    """

    payout_rate_ppm: int
    min_stake: int
    max_stake: int | None
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account that orders go to.

    Attributes:
        mode: what kind of money is at stake.
        currency: ISO code; minor units are its hundredths.
    """

    mode: AccountMode
    currency: str
