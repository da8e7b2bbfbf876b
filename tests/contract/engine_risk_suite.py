"""What every `Engine` refuses, warns of and halts for (R10 to R15)."""

import pytest

from abutre.domain.effects import Buy
from abutre.domain.events import AlertLevel, BalanceUpdate, RiskStats, TradeClosed, TriggerDetected
from abutre.domain.facts import TimePassed
from abutre.domain.model import BotState, Outcome
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import NOON, EngineBench

MIDNIGHT = NOON + 43_200


def triggered(factory: EngineFactory, settings: Settings, balance: int) -> EngineBench:
    """An engine that has just been tempted by two red candles."""
    bench = EngineBench(factory, settings, balance=balance)
    bench.reds(2)
    return bench


class EngineRiskSuite:
    """Subclasses provide the fixture `factory`."""

    def test_r10_the_peak_moves_at_settlement_only(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2), 10_000)
        bench.bought()
        assert bench.only(BalanceUpdate) == BalanceUpdate(
            balance=9_900, peak=10_000, drawdown_bp=100, epoch=bench.now + 1
        )
        bench.won(195)
        assert bench.only(BalanceUpdate).peak == 10_095

    @pytest.mark.parametrize(("low", "high"), [(101, None), (0, 99)])
    def test_r11_the_brokers_limits_come_first(
        self, factory: EngineFactory, low: int, high: int | None
    ) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2), balance=1)
        bench.quote(low=low, high=high)
        bench.reds(2)
        assert bench.none(Buy)
        assert "broker" in bench.messages(AlertLevel.ERROR)[-1].replace("_", " ")

    def test_r11_the_broker_takes_its_limits_themselves(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.quote(low=100, high=100)
        bench.reds(2)
        assert bench.only(Buy).stake == 100

    def test_r11_the_whole_balance_may_be_staked_but_no_more(self, factory: EngineFactory) -> None:
        daring = Settings(delay_threshold=2, max_drawdown_bp=10_000)
        assert triggered(factory, daring, 100).only(Buy).stake == 100
        poor = triggered(factory, daring, 99)
        assert poor.none(Buy)
        assert poor.status() is BotState.STOPPED

    def test_r11_a_loss_may_reach_max_drawdown_but_not_pass_it(self, factory: EngineFactory) -> None:
        quarter = Settings(delay_threshold=2, max_drawdown_bp=2_500)
        assert triggered(factory, quarter, 400).only(Buy).stake == 100
        assert triggered(factory, quarter, 399).status() is BotState.STOPPED

    def test_r12_a_limit_at_a_later_level_closes_the_sequence_and_the_bot_goes_on(
        self, factory: EngineFactory
    ) -> None:
        bench = triggered(factory, Settings(delay_threshold=2), 2_000)
        bench.lose_to(2)
        bench.bought()
        bench.lost()
        closed = bench.only(TradeClosed)
        assert (closed.reason, closed.profit, closed.final_level) == ("max_drawdown", -300, 2)
        errors = bench.messages(AlertLevel.ERROR)
        assert errors[0] == "Trade closed: LOSS"
        assert "drawdown" in errors[1]
        bench.reds(1)
        assert bench.only(Buy).level == 1

    def test_r12_a_later_level_beyond_the_brokers_largest_stake_is_refused(
        self, factory: EngineFactory
    ) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.quote(low=35, high=199)
        bench.reds(2)
        bench.bought()
        bench.lost()
        assert bench.only(TradeClosed).reason == "broker_limit"

    def test_r13_a_halt_is_told_latched_and_survives_a_restart(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2), 50)
        assert bench.names()[-2:] == ["SystemAlert error", "BotStatus STOPPED"]
        bench.crash()
        bench.start(50)
        assert bench.status() is BotState.STOPPED
        bench.reds(1)
        assert bench.names() == ["NewCandle", "MarketData"]

    def test_r13_realised_drawdown_at_the_limit_halts(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2, max_drawdown_bp=2_500), 400)
        bench.bought()
        bench.lost()
        assert bench.only(TradeClosed).reason == "max_drawdown"
        assert bench.status() is BotState.STOPPED

    def test_r13_a_win_that_leaves_too_deep_a_drawdown_halts_as_well(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2, max_drawdown_bp=3_000), 1_000)
        bench.lose_to(2)
        bench.bought()
        bench.store(Settings(delay_threshold=2, max_drawdown_bp=100))
        bench.won(210)
        assert bench.only(TradeClosed).reason == "won"
        assert bench.status() is BotState.STOPPED

    def test_r14_a_ladder_that_cannot_be_played_out_is_warned_of(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2), 200_000)
        (warning,) = bench.messages(AlertLevel.WARNING)
        assert "level 8 of 10" in warning
        assert bench.only(Buy).level == 1

    def test_r14_a_ladder_that_can_be_played_out_is_not(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2, max_level=8), 200_000)
        (warning,) = bench.messages(AlertLevel.WARNING)
        assert "of 8" not in warning

    def test_r14_require_full_ladder_skips_and_does_not_halt(self, factory: EngineFactory) -> None:
        strict = Settings(delay_threshold=2, require_full_ladder=True)
        bench = triggered(factory, strict, 200_000)
        assert bench.only(TriggerDetected).streak_count == 2
        assert bench.names()[-1] == "SystemAlert warning"
        bench.reds(1)
        assert bench.only(TriggerDetected).streak_count == 3

    def test_the_daily_loss_rests_until_the_utc_day_ends(self, factory: EngineFactory) -> None:
        careful = Settings(delay_threshold=2, max_level=1, max_daily_loss=150)
        bench = triggered(factory, careful, 200_000)
        bench.bought()
        bench.lost()
        bench.reds(1)
        assert bench.names()[2:4] == ["TriggerDetected", "SystemAlert warning"]
        assert bench.none(Buy)
        bench.reds(1)
        assert bench.names() == ["NewCandle", "MarketData"]
        bench.see(TimePassed(epoch=MIDNIGHT))
        bench.reds(1)
        assert bench.only(Buy).level == 1

    def test_a_new_daily_loss_ends_the_rest(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2, max_daily_loss=99), 200_000)
        assert bench.none(Buy)
        bench.store(Settings(delay_threshold=2, max_daily_loss=100))
        bench.reds(1)
        assert bench.only(Buy).level == 1

    def test_the_daily_loss_refuses_a_later_level_without_a_rest(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2, max_daily_loss=250), 200_000)
        bench.bought()
        bench.lost()
        assert bench.only(TradeClosed).reason == "max_daily_loss"
        bench.reds(1)
        assert bench.only(Buy).level == 1

    @pytest.mark.parametrize(
        ("max_drawdown_bp", "shown"), [(2_500, "25%"), (1_250, "12.5%"), (1_205, "12.05%")]
    )
    def test_r15_eighty_percent_of_the_drawdown_is_warned_of_once(
        self, factory: EngineFactory, max_drawdown_bp: int, shown: str
    ) -> None:
        warning = f"Max drawdown approaching {shown}"
        settings = Settings(delay_threshold=2, max_level=2, max_drawdown_bp=max_drawdown_bp)
        bench = triggered(factory, settings, 300 * 10_000 // (max_drawdown_bp * 9 // 10))
        bench.bought()
        assert warning not in bench.messages(AlertLevel.WARNING)
        bench.lost()
        bench.bought()
        assert bench.messages(AlertLevel.WARNING)[-1] == warning
        bench.lost()
        assert warning not in bench.messages(AlertLevel.WARNING)

    def test_r15_the_warning_comes_again_after_a_recovery(self, factory: EngineFactory) -> None:
        bench = triggered(factory, Settings(delay_threshold=2, max_drawdown_bp=1_000), 1_200)
        bench.bought()
        assert "Max drawdown approaching 10%" in bench.messages(AlertLevel.WARNING)
        bench.ended(Outcome.REFUNDED, 100)
        bench.bought()
        assert "Max drawdown approaching 10%" in bench.messages(AlertLevel.WARNING)

    def test_deposits_are_no_profit(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(), balance=10_000)
        bench.crash()
        bench.start(25_000)
        assert bench.only(BalanceUpdate) == BalanceUpdate(
            balance=25_000, peak=25_000, drawdown_bp=0, epoch=bench.now
        )
        assert bench.only(RiskStats).roi_bp == 0
        assert bench.names()[-1] == "SystemAlert info"
