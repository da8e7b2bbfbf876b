"""The trader: disk first, then the dashboards, then the broker; and what it does when something breaks."""

import asyncio
from collections.abc import Sequence

import pytest

from abutre.app.services.bookkeeping import BUFFER_LIMIT
from abutre.app.services.inbox import InboxClosedError
from abutre.domain.commands import Verb
from abutre.domain.effects import Backfill, Buy, ContractClosed, Effect
from abutre.domain.events import AlertLevel, BotStatus, NewCandle, SystemAlert, TradeClosed
from abutre.domain.facts import CommandGiven, Fact, History, Settled, TickSeen
from abutre.domain.model import Book, BotState, Candle, Outcome
from abutre.domain.preview import Preview
from abutre.domain.records import Standing
from abutre.domain.settings import Settings
from tests.desk import BALANCE, START, Desk
from tests.fakes.broker import Script
from tests.fakes.engine import FakeEngineFactory


async def test_an_order_is_on_disk_then_told_then_sent_and_its_answer_goes_the_same_way() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RR")
    assert desk.diary == [
        "commit", "NewCandle", "MarketData",
        "commit", "NewCandle", "MarketData", "TriggerDetected", "SystemAlert", "buy on CALL",
        "commit", "TradeOpened", "PositionUpdate", "BalanceUpdate",
    ]  # fmt: skip


async def test_the_intent_to_buy_is_in_the_entry_that_came_before_the_order() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RR")
    bought = [effect for entry in desk.journal.entries for effect in entry.effects if isinstance(effect, Buy)]
    assert [buy.intent for buy in bought] == [desk.broker.orders[0].intent]


async def test_the_submitter_waits_until_all_that_follows_was_carried_out() -> None:
    desk = Desk([Script.LOSE, Script.WIN])
    async with desk.open():
        await desk.candles("RR")
        assert len(desk.broker.orders) == 1
        await desk.trader.submit(
            Settled(book=Book.ACCOUNT, intent=1, outcome=Outcome.LOST, payout=0, epoch=START + 180)
        )
        assert [order.stake for order in desk.broker.orders] == [100, 200]


async def test_a_missing_minute_is_asked_for_and_its_answer_is_taken_at_once() -> None:
    missing = Candle(open_time=START + 60, open=100_000, high=100_001, low=99_999, close=99_999)
    desk = Desk(past={START + 60: missing})
    async with desk.open():
        await desk.candles("R")
        desk.next_candle("R")
        await desk.candles("G")
        told = [event for event in desk.publisher.events() if isinstance(event, NewCandle)]
    assert [candle.epoch for candle in told] == [START, START + 60, START + 120]
    assert desk.journal.entries[-2].effects == (Backfill(from_time=START + 60, to_time=START + 60),)
    assert desk.journal.entries[-1].facts == (History(candles=(missing,)),)


async def test_after_a_restart_a_contract_in_flight_is_reconciled_with_its_own_broker() -> None:
    before = Desk()
    async with before.open():
        await before.candles("RR")
    engine = FakeEngineFactory().restored(before.journal.entries[-1].state)
    desk = Desk(engine=engine)
    async with desk.open(balance=BALANCE - 100):
        outcomes = [
            effect.outcome
            for entry in desk.journal.entries
            for effect in entry.effects
            if isinstance(effect, ContractClosed)
        ]
        assert outcomes == [Outcome.REFUNDED]
        assert [order.stake for order in desk.broker.orders] == [100]
        assert desk.trader.latest.balance.balance == BALANCE - 100


async def test_facts_without_effects_wait_for_the_next_commit() -> None:
    desk = Desk()
    async with desk.open():
        before = len(desk.journal.entries)
        ticks = [TickSeen(epoch=START + 2 * number, quote=100_000 + number) for number in range(31)]
        for tick in ticks[:-1]:
            await desk.trader.submit(tick)
        assert len(desk.journal.entries) == before
        await desk.trader.submit(ticks[-1])
        assert desk.journal.entries[-1].facts == tuple(ticks)
        assert isinstance(desk.journal.entries[-1].effects[0], NewCandle)


async def test_a_full_buffer_is_committed_without_effects() -> None:
    desk = Desk()
    async with desk.open():
        before = len(desk.journal.entries)
        for _ in range(BUFFER_LIMIT):
            await desk.trader.submit(TickSeen(epoch=START, quote=100_000))
        assert len(desk.journal.entries) == before + 1
        assert desk.journal.entries[-1].effects == ()
        assert len(desk.journal.entries[-1].facts) == BUFFER_LIMIT


async def test_closing_keeps_what_still_waits_for_a_commit() -> None:
    desk = Desk()
    async with desk.open():
        await desk.trader.submit(TickSeen(epoch=START, quote=100_000))
    assert desk.journal.entries[-1].facts == (TickSeen(epoch=START, quote=100_000),)


async def test_events_are_numbered_without_a_gap_in_the_order_they_are_told() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RRG")
    assert [event.seq for event in desk.publisher.published] == list(
        range(1, len(desk.publisher.published) + 1)
    )


async def test_a_fact_that_cannot_be_is_told_and_the_bot_lives(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    async with desk.open():
        assert not await desk.trader.submit(TickSeen(epoch=-1, quote=0))
        assert desk.diary == ["commit", "SystemAlert"]
        assert desk.journal.entries[-1].facts == ()
        assert await desk.trader.submit(desk.next_candle("R"))
    assert "the engine refused TickSeen" in caplog.text


async def test_a_panic_of_the_engine_ends_the_trader() -> None:
    class PanicError(BaseException):
        pass

    class PanickingEngine:
        def step(self, fact: Fact) -> Sequence[Effect]:  # noqa: ARG002 (the port's)
            raise PanicError

        def preview(self, settings: Settings) -> Preview:  # noqa: ARG002 (the port's)
            raise PanicError

        def snapshot(self) -> str:
            return ""

        def standing(self) -> Standing:
            return Standing(balance=0, settings_version=1)

    desk = Desk(engine=PanickingEngine())
    trading = asyncio.create_task(desk.trader.run())
    with pytest.raises(InboxClosedError):
        await desk.start()
    with pytest.raises(PanicError):
        await trading
    assert desk.diary == []


async def test_a_submitter_who_goes_away_leaves_its_fact_to_be_dealt_with() -> None:
    desk = Desk()
    async with desk.open():
        async with desk.journal.commits:
            submitter = asyncio.create_task(desk.trader.submit(desk.next_candle("R")))
            await asyncio.sleep(0)
            submitter.cancel()
        await desk.candles("R")
    assert desk.diary.count("NewCandle") == 2


async def test_the_status_stopped_can_be_waited_for() -> None:
    desk = Desk()
    async with desk.open():
        assert not desk.trader.latest.stopped.is_set()
        for verb, stopped in ((Verb.STOP, True), (Verb.START, False)):
            await desk.trader.submit(CommandGiven(verb=verb, after_sequence=False, epoch=START))
            assert desk.trader.latest.stopped.is_set() is stopped


async def test_the_latest_of_each_kind_is_what_was_told_last() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RR")
        await desk.trader.submit(
            Settled(book=Book.ACCOUNT, intent=1, outcome=Outcome.WON, payout=195, epoch=START + 180)
        )
        latest = desk.trader.latest
        assert latest.balance.balance == BALANCE + 95
        assert latest.bot_status == BotStatus(
            status=BotState.RUNNING, message=latest.bot_status.message, epoch=START
        )
        assert not latest.position.in_position
        assert latest.risk_stats.wins == 1
        assert latest.market is not None
        assert latest.market.streak_count == 2
        assert latest.seq == desk.publisher.published[-1].seq
    assert any(isinstance(event, TradeClosed) for event in desk.publisher.events())


async def test_an_alert_from_outside_the_engine_is_journalled_and_told() -> None:
    desk = Desk()
    async with desk.open():
        await desk.trader.alert("the file ends in the middle of a row")
        assert desk.diary == ["commit", "SystemAlert"]
        assert desk.publisher.events()[-1] == SystemAlert(
            level=AlertLevel.ERROR, message="the file ends in the middle of a row", epoch=START
        )


async def test_those_who_look_on_see_each_entry_once_it_is_kept_and_before_its_order_leaves() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RR")
    assert [entry for entry, _ in desk.observer.seen] == desk.journal.entries
    assert all(kept_in >= 0 for _, kept_in in desk.observer.seen)
