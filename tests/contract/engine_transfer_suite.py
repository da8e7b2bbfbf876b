"""What every `Engine` does about money that moved without it."""

import pytest

from abutre.domain.commands import Verb
from abutre.domain.effects import Buy
from abutre.domain.errors import EngineError
from abutre.domain.events import BalanceUpdate, RiskStats
from abutre.domain.facts import OutcomeUnknown, Transferred
from abutre.domain.model import Book
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings
from tests.contract.engine_bench import EngineBench

SOON = Settings(delay_threshold=2)


class EngineTransferSuite:
    """Subclasses provide the fixture `factory`."""

    @pytest.mark.parametrize("amount", [50_000, -50_000])
    def test_a_transfer_is_no_profit_and_no_loss(self, factory: EngineFactory, amount: int) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2, max_daily_loss=100))
        bench.see(Transferred(amount=amount, epoch=bench.now))
        assert bench.names() == ["BalanceUpdate", "SystemAlert info"]
        shown = bench.only(BalanceUpdate)
        assert (shown.balance, shown.peak, shown.drawdown_bp) == (200_000 + amount, 200_000 + amount, 0)
        bench.reds(2)
        assert bench.only(Buy).stake == 100
        bench.bought()
        bench.won(195)
        assert bench.only(RiskStats).roi_bp == 5

    def test_the_gate_knows_the_new_balance(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        bench.see(Transferred(amount=-199_950, epoch=bench.now))
        bench.reds(2)
        assert bench.none(Buy)
        assert bench.names()[-1] == "BotStatus STOPPED"

    def test_a_withdrawal_of_all_there_is_leaves_no_drawdown(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        bench.see(Transferred(amount=-300_000, epoch=bench.now))
        shown = bench.only(BalanceUpdate)
        assert (shown.balance, shown.peak, shown.drawdown_bp) == (-100_000, -100_000, 0)

    @pytest.mark.parametrize("unknown", [False, True])
    def test_a_contract_in_flight_goes_on_as_if_nothing_had_happened(
        self, factory: EngineFactory, *, unknown: bool
    ) -> None:
        bench = EngineBench(factory, SOON)
        bench.reds(2)
        if unknown:
            bench.see(OutcomeUnknown(book=Book.ACCOUNT, intent=bench.pending().intent, epoch=bench.now))
        bench.see(Transferred(amount=1_000, epoch=bench.now))
        assert bench.only(BalanceUpdate).balance == 201_000
        bench.bought()
        bench.lost()
        assert bench.only(Buy).level == 2
        bench.bought()
        bench.won(390)
        assert bench.only(BalanceUpdate).balance == 201_090
        assert bench.only(RiskStats).roi_bp == 5

    def test_the_next_start_books_nothing_twice(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        bench.see(Transferred(amount=1_000, epoch=bench.now))
        bench.crash()
        bench.start(201_000)
        assert bench.names() == ["BotStatus RUNNING", "BalanceUpdate", "RiskStats", "PositionUpdate"]

    def test_on_paper_only_an_alert_tells_of_it(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        bench.command(Verb.PAUSE)
        bench.see(Transferred(amount=1_000, epoch=bench.now))
        assert bench.names() == ["SystemAlert info"]
        assert bench.engine.standing().balance == 201_000

    def test_a_transfer_of_nothing_is_nothing(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, SOON)
        assert not bench.see(Transferred(amount=0, epoch=bench.now))

    @pytest.mark.parametrize("amount", [10**15 + 1, -(10**15) - 1])
    def test_an_amount_that_cannot_be_is_refused(self, factory: EngineFactory, amount: int) -> None:
        bench = EngineBench(factory, SOON)
        with pytest.raises(EngineError):
            bench.see(Transferred(amount=amount, epoch=bench.now))
        assert bench.engine.standing().balance == 200_000
