"""What every `Engine` says settings would mean, and that it agrees with what trading then does."""

from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import EngineBench


class EnginePreviewSuite:
    """Subclasses provide the fixture `factory`."""

    def test_the_ladder_is_written_out_with_what_it_costs_and_brings(self, factory: EngineFactory) -> None:
        shown = EngineBench(factory, Settings()).engine.preview(Settings())

        assert [rung.stake for rung in shown.rungs[:3]] == [100, 200, 400]
        assert [rung.lost for rung in shown.rungs[:3]] == [100, 300, 700]
        assert [rung.won for rung in shown.rungs] == [95, 90, 80, 60, 20, -60, -220, -540, -1180, -2460]

    def test_r11_the_first_limit_is_named_and_ends_the_reach(self, factory: EngineFactory) -> None:
        shown = EngineBench(factory, Settings()).engine.preview(Settings())

        assert (shown.reach, shown.worst_case) == (8, 25_500)
        assert [rung.refused for rung in shown.rungs[7:]] == [None, "max_drawdown", "max_drawdown"]
        assert (shown.drawdown_room, shown.daily_room) == (50_000, None)

    def test_what_a_sequence_loses_on_average_is_the_payouts_doing(self, factory: EngineFactory) -> None:
        shown = EngineBench(factory, Settings()).engine.preview(Settings())

        # Every level to the eighth is doubled and half as likely: 8 times 1.00 × (0.95 − 1) / 2.
        assert shown.expected == -20

    def test_a_running_sequence_may_lose_what_it_lost_and_what_may_follow(
        self, factory: EngineFactory
    ) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2, max_level=3, max_daily_loss=10_000))
        assert bench.engine.preview(bench.settings).running_worst_case is None
        bench.reds(2)
        bench.bought()
        bench.lost()
        bench.bought()

        shown = bench.engine.preview(bench.settings)

        assert shown.running_worst_case == 700
        assert shown.daily_room == 9_900
        assert shown.drawdown_room == 50_000 - 100

    def test_it_changes_nothing(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings())
        before = bench.engine.snapshot()

        bench.engine.preview(Settings(max_level=3))

        assert bench.engine.snapshot() == before
