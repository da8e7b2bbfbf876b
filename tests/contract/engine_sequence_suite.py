"""What every `Engine` does from the first contract to the close of the sequence (R6 to R8)."""

from abutre.domain.effects import Buy, ContractClosed, ContractOpened
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    PositionUpdate,
    RiskStats,
    TradeClosed,
    TradeOpened,
)
from abutre.domain.model import Book, Direction, Outcome, SequenceResult
from abutre.domain.ports import EngineFactory
from abutre.domain.settings import Settings, StakePolicy
from tests.contract.engine_bench import EngineBench
from tests.contract.engine_purchase_suite import TriggeredEngine

OUT = PositionUpdate(
    in_position=False,
    direction=None,
    entry_epoch=None,
    entry_streak_size=0,
    current_level=0,
    current_stake=0,
    total_loss=0,
    next_stake=0,
)


class EngineSequenceSuite(TriggeredEngine):
    """Subclasses provide the fixture `factory`."""

    def test_the_first_contract_opens_the_trade(self, triggered: EngineBench) -> None:
        epoch = triggered.now + 1
        triggered.bought()
        assert list(triggered.told) == [
            ContractOpened(
                book=Book.ACCOUNT,
                trade_id=101,
                intent=1_001,
                contract_id=10_010,
                level=1,
                direction=Direction.CALL,
                stake=100,
                payout=200,
                epoch=epoch,
            ),
            TradeOpened(
                trade_id=101,
                book=Book.ACCOUNT,
                epoch=epoch,
                direction=Direction.CALL,
                level=1,
                stake=100,
                entry_streak_size=3,
            ),
            PositionUpdate(
                in_position=True,
                direction=Direction.CALL,
                entry_epoch=epoch,
                entry_streak_size=3,
                current_level=1,
                current_stake=100,
                total_loss=0,
                next_stake=200,
            ),
            BalanceUpdate(balance=199_900, peak=200_000, drawdown_bp=5, epoch=epoch),
        ]

    def test_the_stake_paid_is_the_stake_that_counts(self, triggered: EngineBench) -> None:
        triggered.bought(stake=99)
        assert triggered.only(PositionUpdate).current_stake == 99
        assert triggered.only(BalanceUpdate).balance == 199_901
        triggered.lost()
        triggered.bought()
        assert triggered.only(PositionUpdate).total_loss == -99

    def test_r7_a_won_contract_closes_the_sequence(self, triggered: EngineBench) -> None:
        triggered.bought()
        epoch = triggered.now + 62
        triggered.won(195)
        assert list(triggered.told)[:5] == [
            ContractClosed(
                book=Book.ACCOUNT,
                trade_id=101,
                intent=1_001,
                outcome=Outcome.WON,
                payout=195,
                epoch=epoch,
            ),
            TradeClosed(
                trade_id=101,
                book=Book.ACCOUNT,
                epoch=epoch,
                result=SequenceResult.WIN,
                profit=95,
                final_level=1,
                balance=200_095,
                reason="won",
            ),
            OUT,
            BalanceUpdate(balance=200_095, peak=200_095, drawdown_bp=0, epoch=epoch),
            RiskStats(total_trades=1, wins=1, losses=0, win_rate_bp=10_000, roi_bp=5),
        ]
        assert triggered.names()[5:] == ["SystemAlert success"]
        assert triggered.messages(AlertLevel.SUCCESS) == ["Trade closed: WIN"]

    def test_r7_a_lost_contract_is_followed_by_the_next_level(self, triggered: EngineBench) -> None:
        triggered.bought()
        triggered.lost()
        assert triggered.names() == ["ContractClosed", "Buy"]
        assert triggered.told[-1] == Buy(
            book=Book.ACCOUNT, intent=1_002, direction=Direction.CALL, level=2, stake=200
        )

    def test_the_next_level_is_told_when_it_is_confirmed(self, triggered: EngineBench) -> None:
        triggered.lose_to(2)
        triggered.bought()
        assert triggered.names() == [
            "ContractOpened",
            "PositionUpdate",
            "BalanceUpdate",
            "SystemAlert warning",
        ]
        assert triggered.messages(AlertLevel.WARNING) == ["Martingale Level 2"]
        position = triggered.only(PositionUpdate)
        assert (position.current_level, position.current_stake) == (2, 200)
        assert (position.total_loss, position.next_stake) == (-100, 400)

    def test_r15_every_level_from_the_second_on_is_warned_of(self, triggered: EngineBench) -> None:
        for level in range(2, 9):
            triggered.lose_to(level)
            triggered.bought()
            assert triggered.messages(AlertLevel.WARNING) == [f"Martingale Level {level}"]
            triggered.lost()

    def test_r7_the_last_level_lost_closes_the_sequence(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2, max_level=2))
        bench.reds(2)
        bench.lose_to(2)
        bench.bought()
        assert bench.only(PositionUpdate).next_stake == 0
        bench.lost()
        closed = bench.only(TradeClosed)
        assert (closed.result, closed.profit, closed.final_level) == (SequenceResult.LOSS, -300, 2)
        assert closed.reason == "max_level"
        assert bench.messages(AlertLevel.ERROR) == ["Trade closed: LOSS"]

    def test_r7_a_refund_returns_the_stake_and_buys_the_level_again(self, triggered: EngineBench) -> None:
        triggered.lose_to(2)
        triggered.bought()
        triggered.ended(Outcome.REFUNDED, 200)
        assert triggered.names() == ["ContractClosed", "BalanceUpdate", "Buy"]
        assert triggered.only(BalanceUpdate).balance == 199_900
        assert triggered.only(Buy).level == 2
        triggered.bought()
        assert triggered.names() == ["ContractOpened", "PositionUpdate", "BalanceUpdate"]
        triggered.won(390)
        assert triggered.only(TradeClosed).profit == 90

    def test_r8_a_win_from_level_six_on_can_lose_money(self, triggered: EngineBench) -> None:
        triggered.lose_to(6)
        triggered.bought()
        triggered.won(6_240)
        closed = triggered.only(TradeClosed)
        assert (closed.result, closed.profit) == (SequenceResult.WIN, -60)

    def test_r6_recovery_makes_good_what_was_lost(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2, stake_policy=StakePolicy.RECOVER))
        bench.reds(2)
        assert bench.pending().stake == 100
        bench.lose_to(2)
        assert bench.pending().stake == 205
        bench.bought()
        bench.lost()
        assert bench.pending().stake == 421

    def test_statistics_take_the_percentages_half_up(self, factory: EngineFactory) -> None:
        bench = EngineBench(factory, Settings(delay_threshold=2, max_level=1), balance=10_000)
        for outcome in (195, 0, 0):
            bench.reds(2)
            bench.bought()
            bench.ended(Outcome.WON if outcome else Outcome.LOST, outcome)
            bench.greens(1)
        bench.reds(2)
        bench.bought()
        bench.lost()
        stats = bench.only(RiskStats)
        assert (stats.total_trades, stats.wins, stats.losses) == (4, 1, 3)
        assert (stats.win_rate_bp, stats.roi_bp) == (2_500, -205)

    def test_trade_ids_and_intents_go_on_and_never_repeat(self, triggered: EngineBench) -> None:
        triggered.bought()
        triggered.won(195)
        triggered.reds(1)
        assert triggered.pending().intent == 1_002
        triggered.bought()
        assert triggered.only(TradeOpened).trade_id == 102
