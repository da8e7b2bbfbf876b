"""What every `Engine` does about a sequence that an earlier process left open."""

import pytest

from abutre.domain.commands import Verb
from abutre.domain.effects import Buy
from abutre.domain.events import BotStatus, PositionUpdate, TradeClosed
from abutre.domain.model import BotState, OpenSequence
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import EngineBench

ABANDON, ASK, CONTINUE = OpenSequence.ABANDON, OpenSequence.ASK, OpenSequence.CONTINUE
CLOSED = ["TradeClosed", "PositionUpdate", "BalanceUpdate", "RiskStats", "SystemAlert error"]
SHOWN = ["BalanceUpdate", "RiskStats", "PositionUpdate"]
ASKED = ["BotStatus PAUSED", *SHOWN, "SystemAlert warning"]


class EngineOpenSequenceSuite:
    """Subclasses provide the fixture `factory`."""

    @pytest.fixture
    def left(self, factory: EngineFactory) -> EngineBench:
        """Crashed with an open contract of level 2; 300 of 200 000 are spent."""
        bench = EngineBench(factory, Settings(delay_threshold=2))
        bench.reds(2)
        bench.lose_to(2)
        bench.bought()
        bench.crash()
        return bench

    @pytest.fixture
    def waiting(self, left: EngineBench) -> EngineBench:
        """Asked about, its contract lost: level 3 waits."""
        left.start(199_700, open_sequence=ASK)
        left.lost()
        return left

    def test_one_that_is_abandoned_closes_with_its_contract(self, left: EngineBench) -> None:
        left.start(199_700, open_sequence=ABANDON)
        assert left.names() == ["BotStatus RUNNING", *SHOWN, "SystemAlert warning", "Reconcile"]
        left.lost()
        assert left.names() == ["ContractClosed", *CLOSED]
        assert left.only(TradeClosed).reason == "abandoned"
        left.reds(1)
        assert left.only(Buy).level == 1

    def test_one_that_is_abandoned_may_still_win(self, left: EngineBench) -> None:
        left.start(199_700, open_sequence=ABANDON)
        left.won(390)
        assert left.only(TradeClosed).reason == "won"

    def test_asking_comes_up_paused_and_waits_behind_the_contract(self, left: EngineBench) -> None:
        left.start(199_700, open_sequence=ASK)
        assert left.names() == [*ASKED, "Reconcile"]
        left.lost()
        assert left.names() == ["ContractClosed", "PositionUpdate", "SystemAlert warning"]
        shown = left.only(PositionUpdate)
        assert (shown.current_level, shown.current_stake, shown.total_loss) == (3, 400, -300)
        left.reds(3)
        assert left.none(Buy)

    def test_start_goes_on_at_its_level(self, waiting: EngineBench) -> None:
        waiting.command(Verb.START)
        assert waiting.names() == ["BotStatus RUNNING", "SystemAlert info", "Buy"]
        assert (waiting.only(Buy).level, waiting.only(Buy).stake) == (3, 400)
        waiting.bought()
        waiting.won(780)
        assert waiting.only(TradeClosed).profit == 80

    @pytest.mark.parametrize(("verb", "reason"), [(Verb.STOP, "stopped"), (Verb.PAUSE, "paused")])
    def test_stop_and_pause_close_it(self, waiting: EngineBench, verb: Verb, reason: str) -> None:
        waiting.command(verb)
        assert waiting.names()[:7] == [waiting.names()[0], "SystemAlert info", *CLOSED]
        assert waiting.only(TradeClosed).reason == reason
        waiting.reds(1)
        assert waiting.none(Buy) is (verb is Verb.STOP)

    def test_an_answer_may_come_before_the_settlement(self, left: EngineBench) -> None:
        left.start(199_700, open_sequence=ASK)
        left.command(Verb.START)
        left.lost()
        assert left.only(Buy).level == 3

    def test_a_win_needs_no_answer(self, left: EngineBench) -> None:
        left.start(199_700, open_sequence=ASK)
        left.won(390)
        assert left.only(TradeClosed).reason == "won"

    def test_the_end_of_the_process_is_no_answer(self, waiting: EngineBench) -> None:
        waiting.command(Verb.SHUTDOWN)
        assert waiting.names() == ["BotStatus STOPPED", "SystemAlert info"]
        waiting.crash()
        waiting.start(199_700, open_sequence=ASK)
        assert waiting.names() == ASKED
        waiting.command(Verb.START)
        assert waiting.only(Buy).level == 3

    def test_a_shutdown_while_it_is_asked_for_ends_with_the_contract(self, left: EngineBench) -> None:
        left.start(199_700, open_sequence=ASK)
        left.command(Verb.SHUTDOWN)
        assert left.status() is BotState.STOPPING
        left.lost()
        assert left.names()[-1] == "BotStatus STOPPED"
        assert left.none(TradeClosed)

    @pytest.mark.parametrize("plan", [CONTINUE, ABANDON])
    def test_the_next_start_may_decide(self, waiting: EngineBench, plan: OpenSequence) -> None:
        waiting.crash()
        waiting.start(199_800, open_sequence=plan)
        assert waiting.names()[4] == "SystemAlert info"  # 100 came in while it waited
        if plan is CONTINUE:
            assert waiting.only(Buy).level == 3
        else:
            assert waiting.names()[5:] == ["SystemAlert warning", *CLOSED]

    def test_there_is_nothing_to_ask_when_it_would_close_anyway(self, left: EngineBench) -> None:
        left.start(199_700, account_allowed=False, open_sequence=ASK)
        assert left.only(BotStatus).status is BotState.PAUSED
        assert left.names()[-2:] == ["PositionUpdate", "Reconcile"]
        left.lost()
        assert left.only(TradeClosed).reason == "paused"

    @pytest.mark.parametrize("plan", OpenSequence)
    def test_without_a_sequence_all_are_the_same(self, factory: EngineFactory, plan: OpenSequence) -> None:
        bench = EngineBench(factory, Settings())
        bench.start(200_000, open_sequence=plan)
        assert bench.names() == ["BotStatus RUNNING", *SHOWN]
