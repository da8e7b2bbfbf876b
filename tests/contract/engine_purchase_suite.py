"""What every `Engine` makes of a broker's answers that are not plain yes (R12, R18)."""

import pytest

from abutre.domain.effects import Buy, ContractOpened
from abutre.domain.events import AlertLevel, TradeClosed, TradeOpened
from abutre.domain.facts import OutcomeUnknown
from abutre.domain.model import Book, BotState, SequenceResult
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import EngineBench


class TriggeredEngine:
    """An engine that waits for the answer to a purchase."""

    @pytest.fixture
    def triggered(self, factory: EngineFactory) -> EngineBench:
        """A purchase of level 1 is asked for, after three red candles."""
        bench = EngineBench(factory, Settings(delay_threshold=3))
        bench.reds(3)
        return bench


class EnginePurchaseSuite(TriggeredEngine):
    """Subclasses provide the fixture `factory`."""

    def test_a_refused_first_purchase_vanishes(self, triggered: EngineBench) -> None:
        triggered.refused()
        assert triggered.names() == ["SystemAlert error"]
        triggered.reds(1)
        assert triggered.only(Buy).level == 1
        triggered.bought()
        assert triggered.only(TradeOpened).trade_id == 101

    def test_a_refused_next_level_closes_the_sequence_where_it_stands(self, triggered: EngineBench) -> None:
        triggered.lose_to(3)
        triggered.refused()
        closed = triggered.only(TradeClosed)
        assert (closed.result, closed.profit, closed.final_level) == (SequenceResult.LOSS, -300, 2)
        assert closed.reason == "refused"
        assert len(triggered.messages(AlertLevel.ERROR)) == 2

    def test_a_fatal_refusal_halts(self, triggered: EngineBench) -> None:
        triggered.lose_to(2)
        triggered.refused(fatal=True)
        assert triggered.only(TradeClosed).reason == "refused"
        assert triggered.status() is BotState.STOPPED
        triggered.reds(4)
        assert triggered.none(Buy)

    def test_r18_an_unknown_outcome_freezes_the_sequence(self, triggered: EngineBench) -> None:
        unknown = OutcomeUnknown(book=Book.ACCOUNT, intent=1_001, epoch=triggered.now)
        triggered.see(unknown)
        assert triggered.names() == ["SystemAlert error"]
        assert list(triggered.see(unknown)) == []
        triggered.reds(4)
        assert triggered.none(Buy)
        triggered.bought()
        assert triggered.only(TradeOpened).trade_id == 101

    def test_a_settlement_before_the_confirmation_implies_it(self, triggered: EngineBench) -> None:
        triggered.won(195)
        assert triggered.only(ContractOpened).contract_id is None
        assert triggered.names()[:5] == [
            "ContractOpened",
            "TradeOpened",
            "PositionUpdate",
            "BalanceUpdate",
            "ContractClosed",
        ]
        assert triggered.only(TradeClosed).profit == 95

    def test_a_confirmation_told_again_is_silence_and_facts_about_other_contracts_change_nothing(
        self, triggered: EngineBench
    ) -> None:
        triggered.bought()
        before = triggered.engine.snapshot()
        triggered.bought()
        assert triggered.names() == []
        triggered.refused()
        assert triggered.names() == ["SystemAlert warning"]
        triggered.see(OutcomeUnknown(book=Book.ACCOUNT, intent=1_001, epoch=triggered.now))
        assert triggered.names() == ["SystemAlert warning"]
        triggered.see(OutcomeUnknown(book=Book.PAPER, intent=1_001, epoch=triggered.now))
        assert triggered.names() == ["SystemAlert warning"]
        assert triggered.engine.snapshot() == before

    def test_a_contract_settles_once(self, triggered: EngineBench) -> None:
        triggered.bought()
        triggered.won(195)
        triggered.won(195)
        assert triggered.names() == ["SystemAlert warning"]
        assert triggered.engine.standing().balance == 200_095
