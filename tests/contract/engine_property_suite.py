"""What holds in every life of every `Engine`."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from abutre.domain.effects import Backfill, Buy, ContractClosed, ContractOpened, Effect, Reconcile
from abutre.domain.errors import EngineError
from abutre.domain.events import (
    BalanceUpdate,
    MarketData,
    NewCandle,
    PositionUpdate,
    RiskStats,
    SystemAlert,
    TradeClosed,
    TradeOpened,
    TriggerDetected,
)
from abutre.domain.facts import Fact, Purchased, SettingsStored, Started, Transferred
from abutre.domain.model import Book
from abutre.domain.ports import Engine, EngineFactory
from tests.scripts import Script, scripts

lives = settings(
    max_examples=40,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,  # a factory keeps nothing
        HealthCheck.differing_executors,  # one suite, many engines
    ],
)

FOLLOWERS: dict[type[Effect], tuple[type[Effect], ...]] = {
    NewCandle: (MarketData,),
    TriggerDetected: (SystemAlert,),
    TradeOpened: (PositionUpdate, BalanceUpdate),
    TradeClosed: (PositionUpdate, BalanceUpdate, RiskStats, SystemAlert),
}
"""What comes right after, by the wire contract's order of events."""


def lived(factory: EngineFactory, script: Script) -> Iterator[tuple[Fact, Engine, Sequence[Effect]]]:
    """Every fact, the engine after it, and what it told."""
    engine = factory.fresh(
        settings=script.settings,
        tick_interval=script.tick_interval,
        payout_rate_ppm=script.payout_rate_ppm,
        last_trade_id=7,
        last_intent=70,
    )
    for fact in script.facts:
        try:
            effects = engine.step(fact)
        except EngineError:
            effects = ()
        yield fact, engine, effects


def moved(effects: Sequence[Effect], book: Book) -> int:
    """What the contracts of a book did to its balance."""
    amount = 0
    for effect in effects:
        if isinstance(effect, ContractOpened) and effect.book is book:
            amount -= effect.stake
        if isinstance(effect, ContractClosed) and effect.book is book:
            amount += effect.payout
    return amount


@pytest.mark.timeout(600)  # a failure takes its time to become small
class EnginePropertySuite:
    """Subclasses provide the fixture `factory`."""

    @lives
    @given(script=scripts(ticks=False))
    def test_money_is_conserved(self, factory: EngineFactory, script: Script) -> None:
        balance = 0
        for fact, engine, effects in lived(factory, script):
            balance += moved(effects, Book.ACCOUNT)
            if isinstance(fact, Transferred) and effects:
                balance += fact.amount
            now = engine.standing().balance
            assert now == balance or (isinstance(fact, Started) and now == fact.balance)
            balance = now
            for closed in (effect for effect in effects if isinstance(effect, TradeClosed)):
                assert closed.book is Book.PAPER or closed.balance == balance

    @lives
    @given(script=scripts(ticks=False))
    def test_profits_are_payouts_less_stakes(self, factory: EngineFactory, script: Script) -> None:
        profits: dict[int, int] = {}
        for _, _, effects in lived(factory, script):
            for effect in effects:
                if isinstance(effect, ContractOpened):
                    profits[effect.trade_id] = profits.get(effect.trade_id, 0) - effect.stake
                if isinstance(effect, ContractClosed):
                    profits[effect.trade_id] += effect.payout
                if isinstance(effect, TradeClosed):
                    assert effect.profit == profits[effect.trade_id]

    @lives
    @given(script=scripts(ticks=False))
    def test_realised_drawdown_never_passes_the_limit(self, factory: EngineFactory, script: Script) -> None:
        """As long as nobody tightens the limit, takes money out, or charges more than was asked."""
        limit = script.settings.settings.max_drawdown_bp
        asked = 0
        balance = None
        for fact, engine, effects in lived(factory, script):
            if isinstance(fact, Started | Transferred) and balance not in {None, engine.standing().balance}:
                return
            if isinstance(fact, Purchased) and fact.stake > asked:
                return
            if isinstance(fact, SettingsStored):
                limit = max(limit, fact.settings.max_drawdown_bp)
            balance = engine.standing().balance
            for place, effect in enumerate(effects):
                if isinstance(effect, Buy):
                    asked = effect.stake
                if isinstance(effect, TradeClosed):
                    shown = effects[place + 2]
                    assert isinstance(shown, BalanceUpdate)
                    assert shown.drawdown_bp <= limit

    @lives
    @given(script=scripts(ticks=False))
    def test_one_contract_is_in_flight_and_every_trade_closes_once(
        self, factory: EngineFactory, script: Script
    ) -> None:
        opened: list[int] = []
        closed: list[int] = []
        running: set[int] = set()
        for _, _, effects in lived(factory, script):
            for effect in effects:
                match effect:
                    case ContractOpened():
                        running.add(effect.intent)
                    case ContractClosed():
                        running.remove(effect.intent)
                    case TradeOpened():
                        opened.append(effect.trade_id)
                    case TradeClosed():
                        closed.append(effect.trade_id)
                    case _:
                        pass
                assert len(running) <= 1
        assert opened == [8 + number for number in range(len(opened))]
        assert closed in (opened, opened[:-1])

    @lives
    @given(script=scripts(ticks=False))
    def test_requests_come_last(self, factory: EngineFactory, script: Script) -> None:
        for _, _, effects in lived(factory, script):
            for effect in effects[:-1]:
                assert not isinstance(effect, Buy | Backfill | Reconcile)

    @lives
    @given(script=scripts(ticks=False))
    def test_events_keep_the_order_of_the_wire_contract(self, factory: EngineFactory, script: Script) -> None:
        for _, _, effects in lived(factory, script):
            for place, effect in enumerate(effects):
                expected = FOLLOWERS.get(type(effect), ())
                found = tuple(type(follower) for follower in effects[place + 1 :])
                assert found[: len(expected)] == expected
                if isinstance(effect, ContractOpened):
                    first = found[:1] == (TradeOpened,)
                    assert found[first : first + 2] == (PositionUpdate, BalanceUpdate)
