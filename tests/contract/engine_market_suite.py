"""What every `Engine` makes of ticks, candles, gaps and history (R1 to R5, R9)."""

from collections.abc import Sequence

import pytest

from abutre.domain.effects import Backfill, Buy, Effect
from abutre.domain.events import MarketData, NewCandle, SystemAlert, TriggerDetected
from abutre.domain.facts import CandleSeen, History, TimePassed
from abutre.domain.model import MINUTE, Book, Candle, Color, Direction
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import DojiPolicy, Settings
from tests.contract.engine_bench import EngineBench

WHOLE_MINUTE = range(0, MINUTE, 2)


def red(open_time: int) -> Candle:
    return Candle(open_time=open_time, open=100, high=100, low=99, close=99)


def only(kind: type[Effect], effects: Sequence[Effect]) -> Effect:
    (found,) = [effect for effect in effects if isinstance(effect, kind)]
    return found


class EngineMarketSuite:
    """Subclasses provide the fixture `factory`."""

    @pytest.fixture
    def bench(self, factory: EngineFactory) -> EngineBench:
        return EngineBench(factory, Settings(delay_threshold=3))

    def test_a_quiet_candle_is_told_with_its_colour_and_streak(self, bench: EngineBench) -> None:
        opened = bench.now
        bench.candle(-1)
        assert list(bench.told) == [
            NewCandle(epoch=opened, open=61_951, high=61_951, low=61_950, close=61_950, color=Color.RED),
            MarketData(price=61_950, streak_count=1, streak_direction=Color.RED, epoch=opened + 60),
        ]

    def test_r2_the_doji_policy_in_force_decides(self, factory: EngineFactory) -> None:
        kept = EngineBench(factory, Settings(doji_policy=DojiPolicy.IGNORE))
        broken = EngineBench(factory, Settings(doji_policy=DojiPolicy.BREAK))
        for bench in (kept, broken):
            bench.reds(2)
            bench.candle(0)
        assert (kept.streak(), broken.streak()) == (2, 0)
        assert broken.only(MarketData).streak_direction is None

    def test_ticks_of_a_whole_minute_make_a_candle_when_the_next_tick_comes(self, bench: EngineBench) -> None:
        assert bench.ticks(*WHOLE_MINUTE, quote=100) == []
        opened, bench.now = bench.now, bench.now + MINUTE
        told = bench.ticks(0, quote=200)
        expected = NewCandle(epoch=opened, open=100, high=100, low=100, close=100, color=Color.DOJI)
        assert only(NewCandle, told) == expected

    def test_high_and_low_are_the_extremes_of_the_minute(self, bench: EngineBench) -> None:
        bench.ticks(0, quote=100)
        bench.ticks(2, quote=90)
        bench.ticks(4, quote=120)
        bench.ticks(*range(6, MINUTE, 2), quote=110)
        bench.see(TimePassed(epoch=bench.now + MINUTE))
        candle = bench.only(NewCandle)
        assert (candle.open, candle.high, candle.low, candle.close) == (100, 120, 90, 110)

    def test_time_closes_a_complete_minute_at_its_end(self, bench: EngineBench) -> None:
        bench.ticks(*WHOLE_MINUTE)
        assert list(bench.see(TimePassed(epoch=bench.now + 59))) == []
        bench.see(TimePassed(epoch=bench.now + 60))
        assert bench.names() == ["NewCandle", "MarketData"]

    def test_time_waits_two_ticks_for_an_incomplete_minute(self, bench: EngineBench) -> None:
        bench.ticks(*range(0, 58, 2))
        assert list(bench.see(TimePassed(epoch=bench.now + 63))) == []
        bench.see(TimePassed(epoch=bench.now + 64))
        assert bench.only(Backfill) == Backfill(from_time=bench.now, to_time=bench.now)

    def test_a_tick_seen_twice_or_late_counts_once(self, bench: EngineBench) -> None:
        bench.ticks(*range(0, 58, 2))
        assert bench.ticks(56, 56, 10) == []
        bench.see(TimePassed(epoch=bench.now + 64))
        assert bench.names() == ["Backfill"]

    def test_a_tick_of_a_closed_minute_is_ignored(self, bench: EngineBench) -> None:
        bench.reds(1)
        bench.ticks(*range(0, 58, 2))
        bench.see(TimePassed(epoch=bench.now + 64))
        assert bench.ticks(58) == []
        assert bench.ticks(60) == []

    def test_r3_a_minute_in_progress_at_the_start_is_no_candle(self, bench: EngineBench) -> None:
        bench.ticks(*range(30, 60, 2))
        assert bench.ticks(60) == [Backfill(from_time=bench.now, to_time=bench.now)]

    def test_r3_a_gap_is_filled_from_history_and_the_streak_goes_on(self, bench: EngineBench) -> None:
        bench.reds(1)
        missing, bench.now = bench.now, bench.now + MINUTE
        bench.candle(-1)
        assert list(bench.told) == [Backfill(from_time=missing, to_time=missing)]
        bench.see(History(candles=(red(missing),)))
        assert bench.names()[:4] == ["NewCandle", "MarketData", "NewCandle", "MarketData"]
        told = [effect for effect in bench.told if isinstance(effect, MarketData)]
        assert [data.streak_count for data in told] == [2, 3]

    def test_r3_a_gap_without_history_resets_the_streak_and_says_so(self, bench: EngineBench) -> None:
        bench.reds(2)
        bench.now += MINUTE
        bench.candle(-1)
        bench.see(History(candles=()))
        assert bench.names() == ["SystemAlert warning", "NewCandle", "MarketData"]
        assert bench.streak() == 1

    def test_r3_history_with_a_hole_counts_from_the_hole_on(self, bench: EngineBench) -> None:
        bench.reds(2)
        first, bench.now = bench.now, bench.now + 4 * MINUTE
        bench.candle(-1)
        bench.see(History(candles=(red(first), red(first + 2 * MINUTE))))
        counts = [effect.streak_count for effect in bench.told if isinstance(effect, MarketData)]
        assert counts == [3, 1, 1]
        assert [isinstance(effect, SystemAlert) for effect in bench.told].count(True) == 1

    def test_r3_an_unanswered_question_is_given_up_at_the_next_candle(self, bench: EngineBench) -> None:
        bench.reds(2)
        bench.now += MINUTE
        bench.candle(-1)
        bench.candle(-1)
        assert bench.names() == ["SystemAlert warning", *["NewCandle", "MarketData"] * 2]
        assert list(bench.see(History(candles=(red(bench.now - 3 * MINUTE),)))) == []

    def test_a_filled_candle_never_triggers_but_the_held_one_does(self, bench: EngineBench) -> None:
        bench.reds(2)
        missing, bench.now = bench.now, bench.now + MINUTE
        bench.candle(-1)
        bench.see(History(candles=(red(missing),)))
        trigger = bench.only(TriggerDetected)
        assert trigger == TriggerDetected(streak_count=4, direction=Color.RED, epoch=bench.now)

    def test_a_candle_of_the_past_is_ignored(self, bench: EngineBench) -> None:
        bench.reds(2)
        again = CandleSeen(open_time=bench.now - MINUTE, open=2, high=2, low=1, close=1)
        assert list(bench.see(again)) == []

    def test_r4_warm_up_is_silent_and_counts(self, bench: EngineBench) -> None:
        history = tuple(red(bench.now - MINUTE * back) for back in (2, 1))
        assert list(bench.see(History(candles=history))) == []
        bench.candle(-1)
        assert bench.streak() == 3
        assert bench.only(Buy).level == 1

    def test_r4_a_minute_missing_in_the_warm_up_restarts_the_streak(self, bench: EngineBench) -> None:
        bench.see(History(candles=tuple(red(bench.now - MINUTE * back) for back in (4, 3, 1))))
        bench.candle(-1)
        assert bench.streak() == 2

    def test_r4_history_nobody_asked_for_is_ignored_once_candles_count(self, bench: EngineBench) -> None:
        bench.greens(1)
        bench.see(History(candles=(red(bench.now - 2 * MINUTE), red(bench.now - MINUTE))))
        bench.greens(1)
        assert bench.streak() == 2

    @pytest.mark.parametrize(
        ("move", "direction", "color"),
        [(-1, Direction.CALL, Color.RED), (1, Direction.PUT, Color.GREEN)],
    )
    def test_r5_the_threshold_triggers_a_bet_against_the_streak(
        self, bench: EngineBench, move: int, direction: Direction, color: Color
    ) -> None:
        for _ in range(2):
            assert bench.none(TriggerDetected)
            bench.candle(move)
        bench.candle(move)
        assert bench.names()[:4] == ["NewCandle", "MarketData", "TriggerDetected", "SystemAlert warning"]
        assert bench.only(TriggerDetected).direction is color
        buy = Buy(book=Book.ACCOUNT, intent=1_001, direction=direction, level=1, stake=100)
        assert bench.told[-1] == buy

    def test_r9_a_candle_that_closes_while_a_sequence_runs_never_triggers(self, bench: EngineBench) -> None:
        bench.reds(3)
        bench.bought()
        bench.candle(-1)
        assert bench.names() == ["NewCandle", "MarketData"]
        bench.won(195)
        assert bench.none(Buy)
        bench.candle(-1)
        assert bench.only(Buy).level == 1
