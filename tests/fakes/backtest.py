"""A backtest by the book: any engine, one candle at a time, with a ledger of its own as second witness."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from abutre.domain.effects import Backfill, Buy, Effect
from abutre.domain.events import BotStatus, MarketData, TradeClosed, TriggerDetected
from abutre.domain.facts import CandleSeen, Fact, History, Purchased, Settled, Started
from abutre.domain.model import MINUTE, BotState, Direction, Outcome, SequenceResult
from abutre.domain.ports import Engine, EngineFactory
from abutre.domain.settings import Settings, StoredSettings
from tests.fakes.engine import FakeEngineFactory
from tests.fakes.rounding import half_away, half_up, hundredths_of_a_percent

OpenClose = tuple[int, int]
"""Open and close of a candle, pips."""


def oracle_backtest(
    candles: Sequence[OpenClose],
    settings: Settings,
    balance: int,
    payout_rate_ppm: int,
    times: Sequence[int] | None = None,
) -> dict[str, Any]:
    """What the rules make of `candles`; see `replay_engine`."""
    return replay_engine(
        FakeEngineFactory(),
        candles,
        settings=settings,
        balance=balance,
        payout_rate_ppm=payout_rate_ppm,
        times=times,
    )


def replay_engine(
    factory: EngineFactory,
    candles: Sequence[OpenClose],
    *,
    settings: Settings,
    balance: int,
    payout_rate_ppm: int,
    times: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Drive a fresh engine through `candles`; contracts settle on the next candle's colour.

    Args:
        factory: makes the engine.
        candles: open and close, pips.
        settings: in force all the time; auto_trading is taken as true.
        balance: at the start, minor units.
        payout_rate_ppm: profit per stake, millionths.
        times: when each minute opened, ascending; candle i is minute i when None.

    Returns:
        The figures in the shape of the worked examples: money and percentages as decimal strings.
    """
    trading = replace(settings, auto_trading=True)
    engine = factory.fresh(
        settings=StoredSettings(settings=trading, version=1, stored_at=0),
        tick_interval=1,
        payout_rate_ppm=payout_rate_ppm,
        last_trade_id=0,
        last_intent=0,
    )
    minutes = [MINUTE * index for index in range(len(candles))] if times is None else times
    tally = _Tally(settings=trading, starting=balance, balance=balance, peak=balance)
    engine.step(Started(epoch=minutes[0] if minutes else 0, balance=balance, account_allowed=True, note=""))
    for index, ((opened, closed), minute) in enumerate(zip(candles, minutes, strict=True)):
        in_flight = tally.in_flight
        candle = CandleSeen(
            open_time=minute, open=opened, high=max(opened, closed), low=min(opened, closed), close=closed
        )
        tally.take(index, _steps(engine, candle, minute + MINUTE))
        if in_flight is not None:
            settlement = _settlement(in_flight, candle, payout_rate_ppm)
            tally.settle(in_flight, settlement)
            tally.take(index, _steps(engine, settlement, minute + MINUTE))
        if tally.halt is not None:
            break
        if in_flight is None and tally.in_flight is None and tally.streak >= settings.delay_threshold:
            tally.skipped.append(index)
    return tally.figures()


def _steps(engine: Engine, fact: Fact, epoch: int) -> Iterator[Effect]:
    """The effects of `fact`, every request answered at once: no history, and every purchase confirmed."""
    for effect in engine.step(fact):
        yield effect
        if isinstance(effect, Backfill):
            yield from _steps(engine, History(candles=()), epoch)
        if isinstance(effect, Buy):
            purchase = Purchased(
                book=effect.book,
                intent=effect.intent,
                contract_id=effect.intent,
                stake=effect.stake,
                payout=effect.stake,
                epoch=epoch,
            )
            yield from _steps(engine, purchase, epoch)


def _settlement(contract: Buy, candle: CandleSeen, payout_rate_ppm: int) -> Settled:
    rose, fell = candle.close > candle.open, candle.close < candle.open
    won = rose if contract.direction is Direction.CALL else fell
    profit = half_up(contract.stake * Fraction(payout_rate_ppm, 1_000_000))
    return Settled(
        book=contract.book,
        intent=contract.intent,
        outcome=Outcome.WON if won else Outcome.LOST,
        payout=contract.stake + profit if won else 0,
        epoch=candle.open_time + MINUTE,
    )


@dataclass(slots=True, kw_only=True)
class _Tally:
    settings: Settings
    starting: int
    balance: int
    peak: int
    deepest: Fraction = Fraction(0)
    streak: int = 0
    in_flight: Buy | None = None
    triggered_at: int = 0
    wins: list[int] = field(default_factory=list)
    losses: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    sequences: list[dict[str, Any]] = field(default_factory=list)
    halt: str | None = None
    halt_index: int | None = None

    def settle(self, contract: Buy, settlement: Settled) -> None:
        """Move the money of one contract; the balance moves at settlements only."""
        self.in_flight = None
        self.balance += settlement.payout - contract.stake
        self.peak = max(self.peak, self.balance)
        if self.peak > 0:
            self.deepest = max(self.deepest, Fraction(self.peak - self.balance, self.peak))
        (self.wins if settlement.outcome is Outcome.WON else self.losses).append(contract.level)

    def take(self, index: int, effects: Iterator[Effect]) -> None:
        """Note what the engine did about candle `index`."""
        settled_any = False
        for effect in effects:
            match effect:
                case MarketData():
                    self.streak = effect.streak_count
                case TriggerDetected():
                    self.triggered_at = index
                case Buy():
                    self.in_flight = effect
                case TradeClosed():
                    settled_any = True
                    self._close(index, effect)
                case BotStatus(status=BotState.STOPPED):
                    self.halt_index = index
                    self.halt = self._halt_reason(settled_any=settled_any)
                case _:
                    pass

    def _close(self, index: int, closed: TradeClosed) -> None:
        assert closed.balance == self.balance
        self.sequences.append(
            {
                "trigger_index": self.triggered_at,
                "close_index": index,
                "result": closed.result.value,
                "final_level": closed.final_level,
                "profit": two_decimals(closed.profit),
                "reason": closed.reason,
            }
        )

    def _halt_reason(self, *, settled_any: bool) -> str:
        # No effect names the reason; without a broker's limits R11 leaves only these two for level 1.
        if not settled_any and self.balance < self.settings.initial_stake:
            return "insufficient_balance"
        return "max_drawdown"

    def figures(self) -> dict[str, Any]:
        levels = range(1, self.settings.max_level + 1)
        wins = sum(sequence["result"] == SequenceResult.WIN for sequence in self.sequences)
        gained = self.balance - self.starting
        return {
            "final_balance": two_decimals(self.balance),
            "peak_balance": two_decimals(self.peak),
            "max_drawdown_pct": two_decimals(half_away(self.deepest * 10_000)),
            "total_trades": len(self.sequences),
            "wins": wins,
            "losses": len(self.sequences) - wins,
            "contracts": len(self.wins) + len(self.losses),
            "contract_wins": len(self.wins),
            "max_level_reached": max(self.wins + self.losses, default=0),
            "level_wins": [self.wins.count(level) for level in levels],
            "level_losses": [self.losses.count(level) for level in levels],
            "halt": self.halt,
            "halt_index": self.halt_index,
            "skipped_triggers": self.skipped,
            "open_level": 0 if self.in_flight is None else self.in_flight.level,
            "win_rate": two_decimals(hundredths_of_a_percent(wins, len(self.sequences))),
            "roi": two_decimals(hundredths_of_a_percent(gained, self.starting)),
            "sequences": self.sequences,
        }


def two_decimals(hundredths: int) -> str:
    """Hundredths as a decimal string: -60 is -0.60."""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"
