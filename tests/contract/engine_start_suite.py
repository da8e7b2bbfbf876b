"""What every `Engine` does when it starts, starts again, or is told what cannot be (R19)."""

import pytest

from abutre.domain.commands import Verb
from abutre.domain.effects import Buy, Reconcile
from abutre.domain.errors import EngineError
from abutre.domain.events import BalanceUpdate, RiskStats
from abutre.domain.facts import CandleSeen, Fact, SettingsStored, Started, TickSeen
from abutre.domain.model import Book, BotState, Direction
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
