"""What every `Engine` does when it starts, starts again, or is told what cannot be (R19)."""

import pytest

from abutre.domain.commands import Verb
from abutre.domain.effects import Backfill, Buy, Reconcile
from abutre.domain.errors import EngineError
from abutre.domain.events import BalanceUpdate, MarketData, RiskStats
from abutre.domain.facts import CandleSeen, Fact, History, SettingsStored, Started, TickSeen
from abutre.domain.model import MINUTE, Book, BotState, Candle, Direction
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import NOON, EngineBench


class EngineStartSuite:
    """Subclasses provide the fixture `factory`."""

    def test_the_first_start_tells_everything(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(), balance=5_000)
        assert bench.names() == ["BotStatus RUNNING", "BalanceUpdate", "RiskStats", "PositionUpdate"]
        assert bench.only(BalanceUpdate) == BalanceUpdate(
            balance=5_000, peak=5_000, drawdown_bp=0, epoch=NOON
        )
        assert bench.only(RiskStats) == RiskStats(total_trades=0, wins=0, losses=0, win_rate_bp=0, roi_bp=0)

    def test_r19_a_purchase_in_flight_is_reconciled_after_a_crash(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.reds(2)
        bench.crash()
        bench.start(199_900)
        assert bench.told[-1] == Reconcile(
            book=Book.ACCOUNT, intent=1_001, contract_id=None, direction=Direction.CALL, stake=100
        )
        bench.bought()
        assert bench.only(BalanceUpdate).balance == 199_900
        bench.crash()
        bench.start(199_900)
        assert bench.only(Reconcile).contract_id == 10_010
        bench.lost()
        assert bench.only(Buy).level == 2

    def test_r19_what_a_contract_did_meanwhile_is_no_transfer(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.reds(2)
        bench.bought()
        bench.crash()
        bench.start(200_095)
        bench.won(195)
        assert bench.only(BalanceUpdate).balance == 200_095
        assert bench.only(RiskStats).roi_bp == 5

    def test_r19_a_restart_in_mid_sequence_changes_nothing(self, factory: EngineFactory) -> None:
        there, back = (EngineBench(factory, Settings(delay_threshold=2)) for _ in range(2))
        for bench in (there, back):
            bench.reds(2)
            bench.lose_to(4)
        back.crash()
        for bench in (there, back):
            bench.bought()
            bench.reds(1)
            bench.won(1_560)
        assert list(there.told) == list(back.told)
        assert there.engine.standing() == back.engine.standing()

    def test_r19_a_back_fill_without_an_answer_is_asked_for_again(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=4))
        bench.reds(2)
        missing = _skipped(bench)
        asked = bench.only(Backfill)
        bench.crash()
        bench.start(200_000)
        assert bench.told[-1] == asked
        bench.see(History(candles=(missing,)))
        assert [one.streak_count for one in bench.told if isinstance(one, MarketData)] == [3, 4]
        assert bench.none(Buy)
        bench.reds(1)
        assert bench.only(MarketData).streak_count == 5
        assert bench.only(Buy).level == 1

    def test_r19_a_back_fill_is_asked_for_again_when_the_contract_in_flight_is_known(
        self, factory: EngineFactory
    ) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.reds(2)
        missing = _skipped(bench)
        bench.crash()
        bench.start(199_900)
        assert [type(one) for one in bench.told if isinstance(one, Reconcile | Backfill)] == [Reconcile]
        bench.bought()
        assert isinstance(bench.told[-1], Backfill)
        bench.see(History(candles=(missing,)))
        assert [one.streak_count for one in bench.told if isinstance(one, MarketData)] == [3, 4]

    def test_roi_counts_a_running_stake_as_owned(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.reds(2)
        bench.bought()
        bench.start(199_900)
        assert bench.only(RiskStats).roi_bp == 0

    def test_standing_knows_balance_and_newest_settings(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(), balance=5_000)
        assert (bench.engine.standing().balance, bench.engine.standing().settings_version) == (5_000, 1)
        bench.see(SettingsStored(settings=Settings(max_level=3), version=9, epoch=NOON))
        assert bench.engine.standing().settings_version == 9

    @pytest.mark.parametrize(
        "fact",
        [
            Started(epoch=NOON, balance=-1, account_allowed=True, note=""),
            Started(epoch=-1, balance=1, account_allowed=True, note=""),
            TickSeen(epoch=NOON, quote=0),
            CandleSeen(open_time=NOON + 1, open=1, high=1, low=1, close=1),
            CandleSeen(open_time=NOON, open=1, high=10**15 + 1, low=1, close=1),
        ],
    )
    def test_a_fact_that_cannot_be_is_refused_and_changes_nothing(
        self, factory: EngineFactory, fact: Fact
    ) -> None:
        bench = EngineBench(factory, Settings())
        before = bench.engine.snapshot()
        with pytest.raises(EngineError):
            bench.see(fact)
        assert bench.engine.snapshot() == before

    @pytest.mark.parametrize("snapshot", ["", "{}", "[]", "null", '{"version": 0}', "no JSON"])
    def test_what_is_no_snapshot_is_refused(self, factory: EngineFactory, snapshot: str) -> None:
        with pytest.raises(EngineError):
            factory.restored(snapshot)

    def test_stopped_engines_go_on_counting(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.command(Verb.STOP)
        assert bench.status() is BotState.STOPPED
        bench.reds(3)
        assert bench.streak() == 3


def _skipped(bench: EngineBench) -> Candle:
    """A red minute that nobody sees, and the next one, which is."""
    missing = Candle(open_time=bench.now, open=61_951, high=61_951, low=61_950, close=61_950)
    bench.now += MINUTE
    bench.reds(1)
    return missing
