"""Counts and times what the journal keeps, and shows it in Prometheus' text format."""

from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram, Info

from abutre.adapters.metrics.figures import Figures
from abutre.domain.commands import Verb
from abutre.domain.effects import Buy, ContractClosed, ContractOpened, Effect
from abutre.domain.events import BalanceUpdate, BotStatus, PositionUpdate, TradeClosed
from abutre.domain.facts import CommandGiven, Fact, MarketEnded, OutcomeUnknown, Purchased, Refused
from abutre.domain.model import Book, BotState, Outcome, SequenceResult
from abutre.domain.ports import Clock
from abutre.domain.records import Entry

_STOPPING = {Verb.STOP, Verb.SHUTDOWN}
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class PrometheusMetrics(Figures):
    """The ports `Observer` and `Instruments`; figures of the account's book only."""

    def __init__(self, clock: Clock, build: Mapping[str, str]) -> None:
        """Begin at zero; `clock` times purchases, `build` says what runs."""
        super().__init__()
        self._clock = clock
        self._decided: float | None = None
        self._state: BotState | None = None
        self._journal = self._histogram("journal_commit", "Time until an entry was durable.")
        self._purchase = self._histogram(
            "candle_to_purchase", "Time from the fact that called for a contract to its confirmation."
        )
        self._contracts = self._counter("contracts", "Contracts that ended, by outcome.", "outcome")
        self._sequences = self._counter("sequences", "Sequences that closed, by result.", "result")
        self._levels = self._counter("level_reached", "Contracts bought, by level.", "level")
        self._halts = self._counter("halts", "Times that a limit or the broker stopped trading.")
        self._stops = self._counter("stops", "Times that a command or the market's end stopped trading.")
        self._balance = self._gauge("balance", "Balance, a running contract's stake spent.")
        self._peak = self._gauge("balance_peak", "Highest balance since the last start.")
        self._drawdown = self._gauge("drawdown_ratio", "Drawdown from the peak, 0 to 1.")
        self._level = self._gauge("level", "Level of the running sequence, 0 when none runs.")
        self._status = self._gauge("status", "1 for the bot's present status.", "status")
        self._epoch = self._gauge("market_time_seconds", "Market time of the newest entry, epoch seconds.")
        Info("abutre_build", "What runs.", registry=self._registry).info(dict(build))
        for outcome in Outcome:
            self._contracts.labels(outcome.value)
        for result in SequenceResult:
            self._sequences.labels(result.value)

    def observe(self, entry: Entry, *, kept_in: float) -> None:
        """Count what `entry` holds."""
        self._journal.observe(kept_in)
        self._epoch.set(entry.epoch)
        for fact in entry.facts:
            self._note_fact(fact)
        for effect in entry.effects:
            self._note_effect(effect, kept_in)
            if isinstance(effect, BotStatus):
                self._note_status(effect, entry)

    def _note_fact(self, fact: Fact) -> None:
        match fact:
            case Purchased(book=Book.ACCOUNT) if self._decided is not None:
                self._purchase.observe(self._clock.monotonic() - self._decided)
                self._decided = None
            case OutcomeUnknown(book=Book.ACCOUNT) | Refused(book=Book.ACCOUNT):
                self._decided = None

    def _note_effect(self, effect: Effect, kept_in: float) -> None:
        match effect:
            case Buy(book=Book.ACCOUNT):
                self._decided = self._clock.monotonic() - kept_in
            case ContractOpened(book=Book.ACCOUNT, level=level):
                self._levels.labels(level).inc()
            case ContractClosed(book=Book.ACCOUNT, outcome=outcome):
                self._contracts.labels(outcome.value).inc()
            case TradeClosed(book=Book.ACCOUNT, result=result):
                self._sequences.labels(result.value).inc()
            case BalanceUpdate(balance=balance, peak=peak, drawdown_bp=drawdown):
                self._balance.set(balance / 100)
                self._peak.set(peak / 100)
                self._drawdown.set(drawdown / 10_000)
            case PositionUpdate(current_level=level):
                self._level.set(level)

    def _note_status(self, told: BotStatus, entry: Entry) -> None:
        before, self._state = self._state, told.status
        if told.status is BotState.STOPPED and before not in {None, BotState.STOPPED}:
            asked = before is BotState.STOPPING or _was_asked_for(entry)
            (self._stops if asked else self._halts).inc()
        for one in BotState:
            self._status.labels(one.value).set(one is told.status)

    def _histogram(self, name: str, documentation: str) -> Histogram:
        return Histogram(f"abutre_{name}_seconds", documentation, buckets=_SECONDS, registry=self._registry)

    def _counter(self, name: str, documentation: str, *labels: str) -> Counter:
        return Counter(f"abutre_{name}", documentation, labels, registry=self._registry)

    def _gauge(self, name: str, documentation: str, *labels: str) -> Gauge:
        return Gauge(f"abutre_{name}", documentation, labels, registry=self._registry)


def _was_asked_for(entry: Entry) -> bool:
    """Whether a stop in `entry` is a command's or the market's end; every other one is a halt."""
    return any(
        isinstance(fact, MarketEnded) or (isinstance(fact, CommandGiven) and fact.verb in _STOPPING)
        for fact in entry.facts
    )
