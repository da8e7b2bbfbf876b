"""What every `Engine` does about commands, settings, the PAPER book and the market's end."""

from dataclasses import replace

import pytest

from abutre.domain.commands import Verb
from abutre.domain.effects import Buy, ContractClosed
from abutre.domain.events import AlertLevel, BalanceUpdate, MarketData, SettingsChanged, TradeClosed
from abutre.domain.facts import MarketEnded
from abutre.domain.model import Book, BotState, Outcome
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import DojiPolicy, Settings
from tests.contract.engine_bench import EngineBench

SOON = Settings(delay_threshold=2)

PAPER_OPENS = ["BalanceUpdate", "RiskStats"]
BACK_TO_ACCOUNT = ["PositionUpdate", "BalanceUpdate", "RiskStats"]
CLOSED = ["TradeClosed", "PositionUpdate", "BalanceUpdate", "RiskStats"]


class EngineOperatorSuite:
    """Subclasses provide the fixture `factory`."""

    @pytest.fixture
    def idle(self, factory: EngineFactory) -> EngineBench:
        """RUNNING, one red candle short of a trigger."""
        bench = EngineBench(factory, SOON)
        bench.reds(1)
        return bench

    @pytest.fixture
    def betting(self, idle: EngineBench) -> EngineBench:
        """RUNNING, with an open contract of level 1."""
        idle.reds(1)
        idle.bought()
        return idle

    @pytest.fixture
    def paper_betting(self, idle: EngineBench) -> EngineBench:
        """PAUSED, with an open contract of level 1 in the PAPER book."""
        idle.command(Verb.PAUSE)
        idle.reds(1)
        idle.bought()
        return idle

    def test_start_answers_and_runs(self, idle: EngineBench) -> None:
        idle.command(Verb.STOP)
        idle.command(Verb.START)
        assert idle.names() == ["BotStatus RUNNING", "SystemAlert info"]

    def test_start_without_leave_for_the_account_stays_on_paper(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON, account_allowed=False)
        assert bench.status() is BotState.PAUSED
        bench.command(Verb.START)
        assert bench.names() == ["BotStatus PAUSED", "SystemAlert warning"]
        bench.reds(2)
        assert bench.only(Buy).book is Book.PAPER

    @pytest.mark.parametrize("verb", [Verb.START, Verb.PAUSE, Verb.STOP, Verb.SHUTDOWN])
    def test_a_command_twice_is_answered_twice_and_done_once(self, idle: EngineBench, verb: Verb) -> None:
        idle.command(verb)
        first = idle.names()[:2]
        idle.command(verb)
        assert idle.names() == first

    def test_pause_opens_a_paper_book_where_the_account_stands(self, idle: EngineBench) -> None:
        idle.command(Verb.PAUSE)
        assert idle.names() == ["BotStatus PAUSED", "SystemAlert info", *PAPER_OPENS]
        assert idle.only(BalanceUpdate).balance == 200_000
        idle.reds(1)
        assert idle.only(Buy).book is Book.PAPER

    def test_after_a_pause_no_order_leaves_for_the_account(self, betting: EngineBench) -> None:
        betting.command(Verb.PAUSE)
        assert betting.names() == ["BotStatus PAUSED", "SystemAlert info"]
        betting.lost()
        assert betting.names() == ["ContractClosed", *CLOSED, "SystemAlert error", *PAPER_OPENS]
        assert betting.only(TradeClosed).reason == "paused"
        betting.reds(1)
        assert betting.only(Buy).book is Book.PAPER

    def test_a_pause_after_the_sequence_lets_it_finish(self, betting: EngineBench) -> None:
        betting.command(Verb.PAUSE, after_sequence=True)
        assert betting.names() == ["BotStatus RUNNING", "SystemAlert info"]
        betting.lost()
        assert betting.only(Buy).level == 2
        betting.bought()
        betting.won(390)
        assert betting.names()[-4:] == ["BotStatus PAUSED", "SystemAlert info", *PAPER_OPENS]

    def test_a_pause_after_the_sequence_survives_a_crash(self, betting: EngineBench) -> None:
        betting.command(Verb.PAUSE, after_sequence=True)
        betting.crash()
        betting.start(199_900)
        assert betting.status() is BotState.RUNNING
        betting.lost()
        assert betting.only(Buy).book is Book.ACCOUNT
        betting.bought()
        betting.won(390)
        assert betting.status() is BotState.PAUSED

    def test_a_new_command_cancels_a_pause_after_the_sequence(self, betting: EngineBench) -> None:
        betting.command(Verb.PAUSE, after_sequence=True)
        betting.command(Verb.START)
        betting.won(195)
        assert betting.names()[-1] == "SystemAlert success"

    def test_stop_follows_the_contract_in_flight(self, betting: EngineBench) -> None:
        betting.command(Verb.STOP)
        assert betting.names() == ["BotStatus STOPPING", "SystemAlert info"]
        betting.lost()
        assert betting.only(TradeClosed).reason == "stopped"
        assert betting.names()[-1] == "BotStatus STOPPED"
        betting.reds(2)
        assert betting.names() == ["NewCandle", "MarketData"]

    def test_stop_while_the_purchase_is_refused_stops_too(self, idle: EngineBench) -> None:
        idle.reds(1)
        idle.command(Verb.STOP)
        assert idle.status() is BotState.STOPPING
        idle.refused()
        assert idle.names() == ["SystemAlert error", "BotStatus STOPPED"]

    def test_stop_with_nothing_in_flight_stops_at_once_and_drops_the_paper_book(
        self, idle: EngineBench
    ) -> None:
        idle.command(Verb.PAUSE)
        idle.command(Verb.STOP)
        assert idle.names() == ["BotStatus STOPPED", "SystemAlert info", *BACK_TO_ACCOUNT]

    @pytest.mark.parametrize(
        ("verb", "next_status"), [(Verb.STOP, BotState.STOPPED), (Verb.SHUTDOWN, BotState.RUNNING)]
    )
    def test_a_stop_is_remembered_across_processes_and_a_shutdown_is_not(
        self, idle: EngineBench, verb: Verb, next_status: BotState
    ) -> None:
        idle.command(verb)
        assert idle.status() is BotState.STOPPED
        idle.crash()
        idle.start(200_000)
        assert idle.status() is next_status

    def test_start_abandons_a_paper_sequence_and_shows_the_account(self, paper_betting: EngineBench) -> None:
        paper_betting.command(Verb.START)
        expected = ["BotStatus RUNNING", "SystemAlert info", "ContractClosed", *CLOSED, "SystemAlert error"]
        assert paper_betting.names() == [*expected, *BACK_TO_ACCOUNT]
        returned = paper_betting.only(ContractClosed)
        assert (returned.outcome, returned.payout) == (Outcome.REFUNDED, 100)
        closed = paper_betting.only(TradeClosed)
        assert (closed.reason, closed.profit, closed.book) == ("abandoned", 0, Book.PAPER)
        paper_betting.won(195)
        assert paper_betting.names() == ["SystemAlert warning"]

    def test_a_paper_sequence_goes_on_after_a_restart(self, paper_betting: EngineBench) -> None:
        paper_betting.crash()
        paper_betting.start(200_000)
        assert paper_betting.status() is BotState.PAUSED
        assert paper_betting.names()[-1] == "Reconcile"
        paper_betting.lost()
        assert paper_betting.only(Buy).level == 2

    def test_paper_money_never_touches_the_account(self, paper_betting: EngineBench) -> None:
        assert paper_betting.only(BalanceUpdate).balance == 199_900
        assert paper_betting.engine.standing().balance == 200_000

    def test_r13_only_start_lifts_a_halt_and_resets_the_peak(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, replace(SOON, max_drawdown_bp=2_500), balance=400)
        bench.reds(2)
        bench.bought()
        bench.lost()
        for verb in (Verb.PAUSE, Verb.STOP):
            bench.command(verb)
            assert bench.status() is BotState.STOPPED
        bench.command(Verb.PAUSE)
        assert bench.messages(AlertLevel.WARNING) != []
        bench.command(Verb.START)
        assert bench.names() == ["BotStatus RUNNING", "SystemAlert info", "BalanceUpdate"]
        told = bench.only(BalanceUpdate)
        assert (told.balance, told.peak, told.drawdown_bp) == (300, 300, 0)
        bench.start(300)
        assert bench.only(BalanceUpdate).peak == 300

    def test_settings_take_effect_at_once_when_no_sequence_runs(self, idle: EngineBench) -> None:
        doubled = replace(SOON, initial_stake=200)
        idle.store(doubled)
        assert idle.told[0] == SettingsChanged(settings=doubled, version=2)
        assert idle.names() == ["SettingsChanged", "SystemAlert info"]
        idle.reds(1)
        assert idle.only(Buy).stake == 200

    def test_settings_wait_for_the_end_of_a_sequence(self, betting: EngineBench) -> None:
        betting.store(replace(SOON, initial_stake=300, max_level=1))
        assert betting.engine.standing().settings_version == 2
        betting.lost()
        assert betting.only(Buy).stake == 200
        betting.bought()
        betting.won(390)
        assert betting.names()[-2:] == ["SystemAlert success", "SystemAlert info"]
        betting.reds(1)
        assert betting.only(Buy).stake == 300

    def test_limits_take_effect_in_the_middle_of_a_sequence(self, betting: EngineBench) -> None:
        betting.store(replace(SOON, max_daily_loss=299))
        betting.lost()
        assert betting.only(TradeClosed).reason == "max_daily_loss"

    def test_auto_trading_off_pauses_at_once(self, betting: EngineBench) -> None:
        betting.store(replace(SOON, auto_trading=False))
        assert betting.names()[2:] == ["BotStatus PAUSED", "SystemAlert info"]
        betting.lost()
        assert betting.only(TradeClosed).reason == "paused"

    def test_auto_trading_on_waits_for_a_start(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, replace(SOON, auto_trading=False))
        assert bench.status() is BotState.PAUSED
        bench.store(SOON)
        assert bench.names() == ["SettingsChanged", "SystemAlert info"]
        bench.command(Verb.START)
        assert bench.status() is BotState.RUNNING

    def test_a_new_doji_policy_leaves_the_streak_so_far(self, idle: EngineBench) -> None:
        idle.store(Settings(doji_policy=DojiPolicy.IGNORE))
        idle.candle(0)
        assert idle.only(MarketData).streak_count == 1

    def test_the_end_of_the_market_stops_where_it_stands(self, betting: EngineBench) -> None:
        betting.see(MarketEnded(epoch=betting.now))
        assert betting.names() == ["BotStatus STOPPED", "SystemAlert info"]
        betting.lost()
        assert betting.only(TradeClosed).reason == "stopped"
