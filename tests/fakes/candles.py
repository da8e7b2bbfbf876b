"""The oracle's market: ticks become minutes, minutes are counted, held or missing (R1 to R4)."""

from dataclasses import dataclass

from abutre.domain.effects import Backfill
from abutre.domain.model import MINUTE, Candle, Color, Streak
from abutre.domain.settings import DojiPolicy
from tests.fakes.core import NO_STREAK, FakeClassifier, after


@dataclass(slots=True, kw_only=True)
class Forming:
    """The minute that ticks are falling into."""

    open_time: int
    quotes: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Hole:
    """Minutes asked of the broker's history, and the candle that waits behind them."""

    from_time: int
    to_time: int
    held: Candle | None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A complete candle, the streak after it, and whether it may trigger."""

    candle: Candle
    color: Color
    streak: Streak
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A minute that nobody knows broke the streak."""


Happening = Counted | Missing | Backfill


@dataclass(slots=True, kw_only=True)
class Market:
    """State of the market; each method says what happened, in order."""

    tick_interval: int
    last_tick: int = -1
    closed_until: int = 0
    expected: int | None = None
    ever_counted: bool = False
    forming: Forming | None = None
    hole: Hole | None = None
    streak: Streak = NO_STREAK

    def tick(self, epoch: int, quote: int, doji_policy: DojiPolicy) -> list[Happening]:
        if epoch <= self.last_tick or epoch < self.closed_until:
            return []
        self.last_tick = epoch
        happenings: list[Happening] = []
        if self.forming is not None and epoch >= self.forming.open_time + MINUTE:
            happenings = self._close_forming(self.forming, doji_policy)
        if self.forming is None:
            self.forming = Forming(open_time=epoch - epoch % MINUTE, quotes=())
        self.forming.quotes = (*self.forming.quotes, quote)
        return happenings

    def time(self, epoch: int, doji_policy: DojiPolicy) -> list[Happening]:
        if self.forming is None:
            return []
        end = self.forming.open_time + MINUTE
        patience = 0 if self._is_complete(self.forming) else 2 * self.tick_interval
        if epoch < end + patience:
            return []
        return self._close_forming(self.forming, doji_policy)

    def candle(self, candle: Candle, doji_policy: DojiPolicy) -> list[Happening]:
        return self._close(candle.open_time, candle, doji_policy)

    def start_again(self) -> None:
        if self.hole is not None:
            self.hole.late = True

    def unanswered(self) -> Backfill | None:
        """What was asked before the process began, and must be asked again."""
        if self.hole is None or not self.hole.late:
            return None
        return Backfill(from_time=self.hole.from_time, to_time=self.hole.to_time)

    def history(self, candles: tuple[Candle, ...], doji_policy: DojiPolicy) -> list[Happening]:
        if self.hole is not None:
            return self._fill(self.hole, candles, doji_policy)
        if not self.ever_counted:
            self._warm_up(candles, doji_policy)
        return []

    def _warm_up(self, candles: tuple[Candle, ...], doji_policy: DojiPolicy) -> None:
        next_minute = None
        for candle in candles:
            if next_minute is not None and candle.open_time < next_minute:
                continue
            if candle.open_time != next_minute:
                self.streak = NO_STREAK
            self._count(candle, doji_policy, live=False)
            next_minute = candle.open_time + MINUTE

    def _is_complete(self, forming: Forming) -> bool:
        return len(forming.quotes) >= MINUTE // self.tick_interval

    def _close_forming(self, forming: Forming, doji_policy: DojiPolicy) -> list[Happening]:
        self.forming = None
        candle = None
        if self._is_complete(forming):
            candle = Candle(
                open_time=forming.open_time,
                open=forming.quotes[0],
                high=max(forming.quotes),
                low=min(forming.quotes),
                close=forming.quotes[-1],
            )
        return self._close(forming.open_time, candle, doji_policy)

    def _close(self, open_time: int, candle: Candle | None, doji_policy: DojiPolicy) -> list[Happening]:
        self.closed_until = max(self.closed_until, open_time + MINUTE)
        happenings = [] if self.hole is None else self._fill(self.hole, (), doji_policy)
        if self.expected is not None and open_time < self.expected:
            return happenings
        first = open_time if self.expected is None else self.expected
        if candle is not None and open_time == first:
            happenings.append(self._count(candle, doji_policy, live=True))
            return happenings
        last = open_time if candle is None else open_time - MINUTE
        self.hole = Hole(from_time=first, to_time=last, held=candle)
        happenings.append(Backfill(from_time=first, to_time=last))
        return happenings

    def _fill(self, hole: Hole, candles: tuple[Candle, ...], doji_policy: DojiPolicy) -> list[Happening]:
        self.hole = None
        happenings: list[Happening] = []
        missing = False
        next_minute = hole.from_time
        for candle in candles:
            if not next_minute <= candle.open_time <= hole.to_time:
                continue
            if candle.open_time > next_minute:
                happenings += self._lose(told=missing)
                missing = True
            happenings.append(self._count(candle, doji_policy, live=False))
            next_minute = candle.open_time + MINUTE
        if next_minute <= hole.to_time:
            happenings += self._lose(told=missing)
        self.expected = hole.to_time + MINUTE
        if hole.held is not None:
            happenings.append(self._count(hole.held, doji_policy, live=not hole.late))
        return happenings

    def _lose(self, *, told: bool) -> list[Happening]:
        self.streak = NO_STREAK
        return [Missing()] if self.ever_counted and not told else []

    def _count(self, candle: Candle, doji_policy: DojiPolicy, *, live: bool) -> Counted:
        color = FakeClassifier().classify(candle.open, candle.close)
        self.streak = after(self.streak, color, doji_policy)
        self.ever_counted = True
        self.expected = candle.open_time + MINUTE
        return Counted(candle=candle, color=color, streak=self.streak, live=live)
