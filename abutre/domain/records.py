"""What is kept and shown: entries of the journal, and the views read back from it."""

from dataclasses import dataclass

from abutre.domain.effects import Effect
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    BotStatus,
    MarketData,
    PositionUpdate,
    RiskStats,
    Sequenced,
    SettingsChanged,
)
from abutre.domain.facts import Fact, Quoted
from abutre.domain.model import (
    Account,
    AccountMode,
    Book,
    Candle,
    Direction,
    SequenceResult,
)
from abutre.domain.symbols import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One account on one market, from its first start on; a restart goes on with it.

    Attributes:
        run_id: 0 before the journal has numbered it.
        mode: what kind of money.
        symbol: Deriv's code.
        source: where the market comes from, `simulator:…`, `deriv:…` or `replay:<file name>`.
        started_at: epoch seconds.
    """

    run_id: int
    mode: AccountMode
    symbol: str
    source: str
    started_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one or more facts brought about, kept in one transaction.

    Attributes:
        run_id: the run it belongs to.
        facts: the facts, in order.
        effects: what they caused, in order.
        events: the events among the effects, numbered, in order.
        state: engine snapshot after them.
        epoch: market time after them.
    """

    run_id: int
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    events: tuple[Sequenced, ...]
    state: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Who did what, kept in the journal's chain; never with a secret.

    Attributes:
        at: host's epoch seconds.
        who: identity: a token's subject, or `local`.
        address: the client's address.
        action: connect, refuse, command, settings, login, revoke …
        result: `ok`, or why not.
        detail: what was asked, in plain words.
    """

    at: int
    who: str
    address: str
    action: str
    result: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry as the journal gives it back.

    Attributes:
        number: its place in the journal, 1 for the first.
        run_id: the run it belongs to.
        epoch: market time after it.
        facts: the facts, in order; none where a run begins.
        effects: what they caused, events included, in order.
        state: SHA-256 of the engine's snapshot after them, hexadecimal.
    """

    number: int
    run_id: int
    epoch: int
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The engine of a run right after the entry `number`: a place for a replay to begin."""

    number: int
    run_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumable:
    """A run as its last commit left it: engine snapshot and market time."""

    run: Run
    state: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a restart must know of the engine it goes on with.

    Attributes:
        balance: of the ACCOUNT book, minor units, a running contract's stake spent; 0 before it started.
        settings_version: newest settings it was told of, in force or waiting.
    """

    balance: int
    settings_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What the account is known to have bought in a run.

    Attributes:
        contract_ids: the broker's number of every confirmed contract, oldest first.
        last_sent: market time at which the newest purchase was decided on; 0 when there was none.
    """

    contract_ids: tuple[int, ...]
    last_sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a broker's connection goes through, in words for an alert."""

    level: AlertLevel
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What is left on the host; None where the host does not say.

    Attributes:
        free_disk: bytes that may still be written where the bot keeps its data.
        free_memory: bytes that programs may still take without swapping.
    """

    free_disk: int | None
    free_memory: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityPoint:
    """Balance after a closed sequence of the account's book."""

    epoch: int
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A sequence. What is not known while it runs is None."""

    trade_id: int
    book: Book
    direction: Direction
    entry_epoch: int
    entry_streak_size: int
    stake: int
    exit_epoch: int | None
    result: SequenceResult | None
    profit: int | None
    final_level: int | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The newest of what a run has been through, as much of it as a client is shown.

    Attributes:
        candles: oldest first.
        equity: balances at settlement, oldest first.
        trades: sequences of both books, newest first.
        alerts: `SystemAlert` events, of earlier runs too, newest first.
    """

    candles: tuple[Candle, ...] = ()
    equity: tuple[EquityPoint, ...] = ()
    trades: tuple[Trade, ...] = ()
    alerts: tuple[Sequenced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """Everything a client needs to draw itself.

    Attributes:
        seq: number of the last event that it reflects.
        settings: as stored; an open sequence may still go on by earlier ones.
        market: None before the first candle.
        candles: these and the following as in `Recent`.
    """

    seq: int
    account: Account
    symbol: Symbol
    bot_status: BotStatus
    settings: SettingsChanged
    balance: BalanceUpdate
    position: PositionUpdate
    market: MarketData | None
    risk_stats: RiskStats
    quote: Quoted
    candles: tuple[Candle, ...]
    equity: tuple[EquityPoint, ...]
    trades: tuple[Trade, ...]
    alerts: tuple[Sequenced, ...]
