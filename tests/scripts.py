"""Lives of an engine: streams of facts that answer what the engine asked, with noise in between."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from abutre.domain.commands import Verb
from abutre.domain.effects import Backfill, Buy, ContractOpened, Reconcile
from abutre.domain.errors import EngineError
from abutre.domain.events import BotStatus
from abutre.domain.facts import (
    CandleSeen,
    CommandGiven,
    Fact,
    History,
    MarketEnded,
    OutcomeUnknown,
    Purchased,
    Quoted,
    Refused,
    SettingsStored,
    Settled,
    Started,
    TickSeen,
    TimePassed,
)
from abutre.domain.model import MINUTE, Book, BotState, Candle, Color, OpenSequence, Outcome
from abutre.domain.settings import StoredSettings
from tests import noise, strategies
from tests.fakes.engine import FakeEngineFactory

MIDNIGHT = 20_000 * 86_400
MOVES = {Color.RED: -3, Color.GREEN: 3, Color.DOJI: 0}

ANSWERS = st.sampled_from(("bought",) * 9 + ("refused", "fatal", "unknown", "ended"))
ENDS = st.sampled_from((Outcome.LOST,) * 6 + (Outcome.WON, Outcome.REFUNDED))
HISTORIES = st.sampled_from(("all", "all", "none", "holes", "late"))
ACTIONS = st.sampled_from(
    ("minute",) * 16
    + ("half a minute", "gap", "time", "command", "command", "settings", "quote", "restart")
    + ("stray", "absurd", "midnight", "warm-up", "end", "circumstance", "circumstance")
)
MOSTLY = st.sampled_from((True,) * 6 + (False,))
OFTEN = st.sampled_from((True, True, False))
VERBS = st.sampled_from((Verb.START, Verb.PAUSE, Verb.PAUSE, Verb.PAUSE, Verb.STOP, Verb.SHUTDOWN))
PLANS = st.sampled_from((*OpenSequence, OpenSequence.CONTINUE, OpenSequence.ASK))
SHIFTS = st.sampled_from((0, 0, 0, 0, -500, 1_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How an engine is made, and every fact of its life."""

    settings: StoredSettings
    tick_interval: int
    payout_rate_ppm: int
    facts: tuple[Fact, ...]

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:  # noqa: FBT001 (hypothesis calls it)
        printer.text(f"<{len(self.facts)} facts, ticks every {self.tick_interval} s, {self.settings}>")


class _World:
    """A market, a broker and an operator around an oracle that says what is asked of them."""

    def __init__(self, draw: st.DrawFn, *, ticks: bool) -> None:
        self._draw = draw
        self._ticks = ticks
        self.settings = draw(strategies.stored(st.just(1)))
        self.tick_interval = draw(strategies.TICK_INTERVALS)
        self.payout_rate_ppm = draw(strategies.RATES_PPM)
        self.facts: list[Fact] = []
        self._engine = FakeEngineFactory().fresh(
            settings=self.settings,
            tick_interval=self.tick_interval,
            payout_rate_ppm=self.payout_rate_ppm,
            last_trade_id=7,
            last_intent=70,
        )
        self._now = MIDNIGHT - MINUTE * draw(st.integers(5, 30))
        self._version = 1
        self._asked: Buy | Reconcile | None = None
        self._open: ContractOpened | None = None
        self._hole: Backfill | None = None
        self._stopped = False
        self._restart(self.settings.settings.initial_stake * draw(strategies.STAKES_IN_BALANCE))

    def live(self) -> None:
        """Let one thing happen, and answer what is asked."""
        if self._stopped and self._draw(MOSTLY):
            self._put(CommandGiven(verb=Verb.START, after_sequence=False, epoch=self._now))
        action = self._draw(ACTIONS)
        match action:
            case "minute":
                self._minute(self._draw(strategies.COLORS), seconds=MINUTE)
            case "half a minute":
                self._minute(self._draw(strategies.COLORS), seconds=MINUTE // 2)
            case "gap":
                self._now += MINUTE * self._draw(st.integers(1, 3))
            case "time":
                self._put(TimePassed(epoch=self._now + self._draw(st.integers(-2, 5))))
            case "midnight":
                self._now += 86_400 - (self._now - MIDNIGHT) % 86_400 - MINUTE
            case "end":
                self._put(MarketEnded(epoch=self._now))
            case _:
                self._do_rare(action)
        self._answer()

    def _do_rare(self, action: str) -> None:
        match action:
            case "command":
                verb, after = self._draw(st.tuples(VERBS, st.booleans()))
                self._put(CommandGiven(verb=verb, after_sequence=after, epoch=self._now))
            case "settings":
                self._version += 1
                settings = self._draw(strategies.settings())
                self._put(SettingsStored(settings=settings, version=self._version, epoch=self._now))
            case "quote":
                low, high = self._draw(st.sampled_from(((0, None), (35, None), (100, 1_000), (50, 200))))
                rate = self._draw(strategies.RATES_PPM)
                self._put(Quoted(payout_rate_ppm=rate, min_stake=low, max_stake=high))
            case "restart":
                balance = self._engine.standing().balance + self._draw(SHIFTS)
                self._restart(max(0, balance))
            case "circumstance":
                self._put(self._draw(noise.circumstances(self._now)))
            case "stray":
                self._put(self._draw(noise.strays(self._now)))
            case "absurd":
                self._put(self._draw(noise.absurdities(self._now)))
            case _:
                self._put(History(candles=self._candles(self._now - 10 * MINUTE, self._now - MINUTE)))

    def _restart(self, balance: int) -> None:
        self._put(
            Started(
                epoch=self._now,
                balance=balance,
                account_allowed=self._draw(MOSTLY),
                note="as ever",
                open_sequence=self._draw(PLANS),
            )
        )

    def _minute(self, color: Color, *, seconds: int) -> None:
        minute = self._now - self._now % MINUTE
        price = 100_000
        last = price + MOVES[color]
        if not self._ticks:
            self._now = minute + MINUTE
            self._put(CandleSeen(open_time=minute, open=price, high=price + 5, low=price - 5, close=last))
            return
        for second in range(0, seconds, self.tick_interval):
            self._put(TickSeen(epoch=minute + second, quote=price if second < seconds // 2 else last))
        self._now = minute + MINUTE
        if self._draw(st.booleans()):
            self._put(TimePassed(epoch=self._now))

    def _answer(self) -> None:
        if self._hole is not None and self._draw(MOSTLY):
            hole, self._hole = self._hole, None
            candles = self._candles(hole.from_time, hole.to_time)
            match self._draw(HISTORIES):
                case "none":
                    candles = ()
                case "holes":
                    candles = candles[::2]
                case "late":
                    candles = candles[1:]
                case _:
                    pass
            self._put(History(candles=candles))
        if self._asked is not None and self._draw(MOSTLY):
            asked, self._asked = self._asked, None
            self._tell_purchase(asked, self._draw(ANSWERS))
        elif self._open is not None and self._draw(OFTEN):
            opened = self._open
            self._settle(opened.book, opened.intent, opened.stake)

    def _tell_purchase(self, asked: Buy | Reconcile, answer: str) -> None:
        book, intent, epoch = asked.book, asked.intent, self._now + 1
        match answer:
            case "bought":
                paid = asked.stake - self._draw(st.sampled_from((0, 0, 0, 1)))
                bought = Purchased(
                    book=book, intent=intent, contract_id=9, stake=paid, payout=paid * 2, epoch=epoch
                )
                self._put(bought)
            case "refused" | "fatal":
                fatal = answer == "fatal"
                self._put(Refused(book=book, intent=intent, reason="no", fatal=fatal, epoch=epoch))
            case "unknown":
                self._put(OutcomeUnknown(book=book, intent=intent, epoch=epoch))
                self._asked = asked
            case _:
                self._settle(book, intent, asked.stake)

    def _settle(self, book: Book, intent: int, stake: int) -> None:
        outcome = self._draw(ENDS)
        paid = {Outcome.LOST: 0, Outcome.REFUNDED: stake, Outcome.WON: stake * 39 // 20}[outcome]
        settled = Settled(book=book, intent=intent, outcome=outcome, payout=paid, epoch=self._now + 2)
        self._open = None
        self._put(settled)
        if self._draw(st.integers(0, 9)) == 0:
            self._put(settled)

    def _candles(self, from_time: int, to_time: int) -> tuple[Candle, ...]:
        first = max(0, from_time - from_time % MINUTE)
        minutes = range(first, min(to_time, first + 20 * MINUTE) + 1, MINUTE)
        close = 100_000 + MOVES[self._draw(strategies.COLORS)]
        return tuple(
            Candle(open_time=minute, open=100_000, high=100_005, low=99_995, close=close)
            for minute in minutes
        )

    def _put(self, fact: Fact) -> None:
        self.facts.append(fact)
        try:
            effects = self._engine.step(fact)
        except EngineError:
            return
        for effect in effects:
            match effect:
                case Buy() | Reconcile():
                    self._asked = effect
                case ContractOpened():
                    self._open = effect
                case Backfill():
                    self._hole = effect
                case BotStatus():
                    self._stopped = effect.status is BotState.STOPPED
                case _:
                    pass


@st.composite
def scripts(draw: st.DrawFn, *, ticks: bool, longest: int = 60) -> Script:
    """A life of an engine fed with candles, or with ticks."""
    world = _World(draw, ticks=ticks)
    for _ in range(draw(st.integers(longest // 2, longest))):
        world.live()
    return Script(
        settings=world.settings,
        tick_interval=world.tick_interval,
        payout_rate_ppm=world.payout_rate_ppm,
        facts=tuple(world.facts),
    )
