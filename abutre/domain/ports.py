"""The ports: what the application needs from outside, and what it offers to the web.

Prices in pips, money in minor units, time in epoch seconds of the broker, as in `model`.
Every port, those in `parts`, `recording` and `host` too, has one contract suite in `tests/contract`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from abutre.domain.commands import BotCommand, Reply
from abutre.domain.effects import Effect
from abutre.domain.events import Sequenced
from abutre.domain.facts import Fact, OutcomeUnknown, Purchased, Refused, Settled, Transferred
from abutre.domain.model import Candle, Order, Quote, Tick
from abutre.domain.preview import Preview
from abutre.domain.records import (
    Audit,
    Entry,
    EquityPoint,
    Purchases,
    Resumable,
    Run,
    Standing,
    StateView,
    Trade,
)
from abutre.domain.settings import Settings, StoredSettings


class Engine(Protocol):
    """The state machine. A function of its inputs: no I/O, no clock, no chance."""

    def step(self, fact: Fact) -> Sequence[Effect]:
        """Take one fact; the effects, in the order to carry them out.

        Raises:
            EngineError: the fact cannot be (negative money, absurd epoch …); the state is unchanged.
        """

    def preview(self, settings: Settings) -> Preview:
        """What `settings` would mean for a sequence that began now, no contract running. Changes nothing."""

    def snapshot(self) -> str:
        """The whole state as versioned JSON. An engine restored from it behaves identically."""

    def standing(self) -> Standing:
        """The account's balance by the ledger, and the newest settings known."""


class EngineFactory(Protocol):
    """Makes engines."""

    def fresh(
        self,
        *,
        settings: StoredSettings,
        tick_interval: int,
        payout_rate_ppm: int,
        last_trade_id: int,
        last_intent: int,
    ) -> Engine:
        """An engine at the start of a run. Trade ids and intents go on after the last ones ever used."""

    def restored(self, snapshot: str) -> Engine:
        """An engine as `Engine.snapshot` left it.

        Raises:
            EngineError: the snapshot is not one, or of a version that this engine does not read.
        """


class MarketFeed(Protocol):
    """A market: its past, and its ticks or candles as they come."""

    async def now(self) -> int:
        """The market's time, epoch seconds: never the host's local zone, never going back.

        Raises:
            UserError: the market cannot be opened.
        """

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:
        """Complete candles of the minutes that opened at `from_time` … `to_time`, both included.

        Oldest first, each at most once; minutes that are not known are left out; empty when none are.
        """

    def stream(self, after: int) -> AsyncIterator[Tick | Candle]:
        """Ticks later than epoch `after`, or complete candles that close later; one kind only.

        Epochs never go back (a tick may repeat after a reconnect). The next item is pulled only when
        the one before has been dealt with. Ends when the market has no more to give. Called once.

        Raises:
            MarketDataError: a malformed row, with file and line.
        """


class Broker(Protocol):
    """Where contracts are bought (R16). One purchase at a time."""

    async def balance(self) -> int:
        """Account balance now, running contracts' stakes spent."""

    async def quote(self) -> Quote:
        """What a win pays now, and the stakes taken."""

    async def buy(self, order: Order) -> Purchased | Refused | OutcomeUnknown:
        """Buy one 1-minute contract for at most `order.stake`.

        Answers in bounded time: bought, refused for certain, or nobody knows (R18).
        The same `intent` a second time buys nothing and gives the first answer.

        Raises:
            LateOrderError: `send_by` is over by the broker's time; nothing was sent. Never of a paper broker.
        """

    async def resolve(
        self, order: Order, contract_id: int | None
    ) -> Purchased | Refused | Settled | OutcomeUnknown:
        """What became of `order`, sent by an earlier process or answered with OutcomeUnknown.

        Sends nothing. `contract_id` is None when the purchase was never confirmed. A paper broker forgets
        what an earlier process did: what was confirmed is cancelled (REFUNDED), the rest did not happen.
        """

    def updates(self) -> AsyncIterator[Settled | Purchased | Refused | Transferred]:
        """Settlements as they come, late answers to unknown purchases, and transfers; each once.

        A settlement never comes before `buy` has answered. A transfer is a movement of the account later
        than the first `balance` told that belongs to no order of this bot; on paper there are none.
        Endless; the next one is pulled only when the one before has been dealt with.
        """


class EventPublisher(Protocol):
    """Tells the dashboards."""

    async def publish(self, event: Sequenced) -> None:
        """Send `event` to every client that is up to date. Never raises for a client's fault."""

    async def emit_tick(self, tick: Tick) -> None:
        """Show a live price: unnumbered, kept nowhere, dropped when it comes too soon after the last."""


class Journal(Protocol):
    """The bot's memory: what happened, what was meant, what was told."""

    async def begin_run(self, run: Run, state: str | None = None) -> Run:
        """Start a run; the same with its `run_id`. Candles, trades and equity belong to a run.

        `state` is the engine before its first fact: with it the run can be replayed from its start, else
        from its first commit.
        """

    async def latest_run(self) -> Resumable | None:
        """The newest run that has committed anything, ready to go on with; None when there is none.

        Raises:
            StoreError: the journal is not whole: its end is missing, or it is an older copy.
        """

    async def counters(self) -> tuple[int, int, int]:
        """Last `seq`, trade id and intent ever used; 0 when none was."""

    async def commit(self, entry: Entry) -> None:
        """Keep `entry`, all or nothing, durable when this returns.

        Raises:
            StoreError: it could not be kept; nothing of it was.
        """

    async def audit(self, record: Audit) -> None:
        """Keep `record` in the chain, durable when this returns.

        Raises:
            StoreError: it could not be kept.
        """

    async def events_after(self, seq: int, limit: int) -> Sequence[Sequenced] | None:
        """Every event after `seq`, oldest first; None when more than `limit` came or `seq` is not known."""

    async def candles(self, run_id: int, limit: int) -> Sequence[Candle]:
        """The newest candles of a run, oldest first."""

    async def equity(self, run_id: int, limit: int) -> Sequence[EquityPoint]:
        """The newest balances at settlement of a run, oldest first."""

    async def trades(self, run_id: int, limit: int) -> Sequence[Trade]:
        """The newest sequences of a run, newest first."""

    async def purchases(self, run_id: int) -> Purchases:
        """What the account bought in a run; nothing of the paper book."""

    async def alerts(self, limit: int) -> Sequence[Sequenced]:
        """The newest `SystemAlert` events, newest first."""


class Clock(Protocol):
    """The host's clock. Times are seconds."""

    def now(self) -> int:
        """The epoch's, UTC."""

    def monotonic(self) -> float:
        """Since some moment: never going back, untouched when the host's time is set."""

    def worked(self) -> float:
        """What the thread that asks has computed since some moment: never going back."""

    async def sleep(self, seconds: float) -> None:
        """Wait. 0 or less yields to the loop once."""


class Controls(Protocol):
    """What the web may ask of the bot. Every method answers; none raises for bad input."""

    async def command(self, command: BotCommand, command_id: str | None = None) -> Reply:
        """start, pause or stop; answered when the bot has done it.

        With the `command_id` of an earlier command it is answered as that one was, and not done again; it
        is refused, and not done either, when it asks for something else than that one.
        """

    async def update_settings(self, update: Mapping[str, object], command_id: str | None = None) -> Reply:
        """Validate, store and apply settings; see `settings.updated`. `command_id` as in `command`."""

    async def preview(self, update: Mapping[str, object]) -> Preview | Reply:
        """What the settings with `update` would mean; nothing is stored. A Reply names bad fields."""

    async def reject(self, message: str) -> None:
        """Note in the log that a client's request was turned away."""

    async def audit(self, record: Audit) -> None:
        """Keep `record` in the journal. Raises StoreError when that fails."""

    async def state(self) -> StateView:
        """Everything a client needs to draw itself, and the `seq` it reflects.

        Raises:
            UserError: the bot cannot tell now.
        """

    async def events_after(self, seq: int) -> Sequence[Sequenced] | None:
        """As `Journal.events_after`, within the newest 10 000. Raises as `state`."""
