"""What every `Engine` does while something speaks against new sequences."""

from abutre.domain.commands import Verb
from abutre.domain.effects import Buy
from abutre.domain.events import AlertLevel, BotStatus
from abutre.domain.facts import Held
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import EngineBench

SOON = Settings(delay_threshold=2)
FULL = "10 MB left on the disk"


class EngineHoldSuite:
    """Subclasses provide the fixture `factory`."""

    def hold(self, bench: EngineBench, reason: str | None) -> list[str]:
        bench.see(Held(reason=reason, epoch=bench.now))
        return bench.names()

    def test_no_sequence_begins_while_a_reason_holds(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        assert self.hold(bench, FULL) == ["BotStatus RUNNING", "SystemAlert warning"]
        assert FULL in bench.only(BotStatus).message
        assert FULL in bench.messages(AlertLevel.WARNING)[0]
        bench.reds(3)
        assert bench.names() == ["NewCandle", "MarketData"]
        assert self.hold(bench, None) == ["BotStatus RUNNING", "SystemAlert info"]
        assert FULL not in bench.only(BotStatus).message
        bench.reds(1)
        assert bench.only(Buy).level == 1

    def test_the_same_again_is_silent_and_another_reason_is_not(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        assert self.hold(bench, None) == []
        self.hold(bench, FULL)
        assert self.hold(bench, FULL) == []
        assert self.hold(bench, "the clock jumped") == ["BotStatus RUNNING", "SystemAlert warning"]

    def test_a_running_sequence_goes_on(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        bench.reds(2)
        bench.bought()
        self.hold(bench, FULL)
        bench.lost()
        assert bench.only(Buy).level == 2

    def test_paper_sequences_wait_too(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        self.hold(bench, FULL)
        bench.command(Verb.PAUSE)
        assert FULL in bench.only(BotStatus).message
        bench.reds(3)
        assert bench.none(Buy)

    def test_a_crash_keeps_the_reason_and_a_start_forgets_it(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        self.hold(bench, FULL)
        bench.crash()
        assert self.hold(bench, FULL) == []
        bench.start(200_000)
        assert FULL not in bench.only(BotStatus).message
        bench.reds(2)
        assert bench.only(Buy).level == 1
