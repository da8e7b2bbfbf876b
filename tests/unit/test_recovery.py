"""Where the bot begins: with the last run when that is the same, else afresh."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from abutre.app.services.pulse import Pulse
from abutre.app.services.pumps import pump_market
from abutre.app.services.recovery import Recovery
from abutre.app.services.start_up import StartUp
from abutre.domain.errors import MarketDataError, StoreError, UnavailableError
from abutre.domain.events import MarketData, SettingsChanged, SystemAlert
from abutre.domain.facts import History, MarketEnded, Quoted, SettingsStored, Started
from abutre.domain.model import AccountMode, BotState, Candle, OpenSequence, Quote, Tick
from abutre.domain.records import Recent
from abutre.domain.symbols import symbol_named
from tests.desk import BALANCE, START, STRATEGY, Desk
from tests.fakes.engine import FakeEngineFactory
from tests.fakes.feed import FakeFeed


def recovery(desk: Desk, *, source: str = "simulator", symbol: str = "V100") -> Recovery:
    return Recovery(
        journal=desk.journal,
        settings=desk.settings,
        engines=FakeEngineFactory(),
        feed=FakeFeed([Tick(epoch=START + 5, quote=100_000)]),
        mode=AccountMode.SIMULATED,
        symbol=symbol_named(symbol),
        source=source,
        balance=5_000,
        payout_rate_ppm=950_000,
    )


async def traded() -> Desk:
    """A desk whose process ended with a contract in flight."""
    desk = Desk()
    async with desk.open():
        await desk.candles("RR")
    return desk


async def test_the_first_start_is_fresh_and_takes_in_what_happens_right_now() -> None:
    desk = Desk()
    opening = await recovery(desk).find()
    assert not opening.resumed
    assert opening.recent.candles == ()
    assert (opening.run.run_id, opening.run.symbol, opening.run.source) == (2, "R_100", "simulator")
    assert (opening.balance, opening.epoch, opening.after) == (5_000, START + 5, 0)
    assert opening.last_seq == 0
    assert not opening.news


async def test_a_restart_goes_on_with_run_balance_time_and_numbers() -> None:
    desk = await traded()
    opening = await recovery(desk).find()
    assert opening.resumed
    assert [candle.open_time for candle in opening.recent.candles] == [START, START + 60]
    assert opening.run.run_id == 1
    assert opening.balance == BALANCE - 100
    assert opening.epoch == opening.after == START + 120
    assert opening.last_seq == desk.publisher.published[-1].seq
    assert opening.engine.snapshot() == desk.journal.entries[-1].state
    assert not opening.news


@pytest.mark.parametrize(("source", "symbol"), [("replay:x.csv", "V100"), ("simulator", "V75")])
async def test_another_market_begins_a_new_run_but_numbers_go_on(source: str, symbol: str) -> None:
    desk = await traded()
    opening = await recovery(desk, source=source, symbol=symbol).find()
    assert not opening.resumed
    assert opening.run.run_id == 2
    assert opening.balance == 5_000
    assert opening.last_seq == desk.publisher.published[-1].seq


async def test_a_replay_always_begins_a_new_run() -> None:
    desk = await traded()
    desk.journal.runs[0] = replace(desk.journal.runs[0], source="replay:x.csv")
    assert not (await recovery(desk, source="replay:x.csv").find()).resumed


async def test_a_run_that_was_killed_before_its_first_candle_is_gone_on_with_but_not_warm() -> None:
    desk = Desk()
    async with desk.open():
        pass
    opening = await recovery(desk).find()
    assert opening.resumed
    assert opening.recent.candles == ()


async def test_settings_stored_while_no_bot_ran_are_news() -> None:
    desk = await traded()
    stored = await desk.settings.store(replace(STRATEGY, max_level=9), stored_at=START)
    opening = await recovery(desk).find()
    assert opening.news
    assert opening.settings == stored


async def test_a_run_of_another_version_is_refused_with_advice() -> None:
    desk = await traded()
    desk.journal.entries[-1] = replace(desk.journal.entries[-1], state='{"format": "of tomorrow"}')
    with pytest.raises(StoreError, match="another --data-dir"):
        await recovery(desk).find()


async def started_on(desk: Desk, feed: FakeFeed, *, warm: bool) -> None:
    candles = tuple(warm_up().values())[:1] if warm else ()
    opening = replace(await recovery(desk).find(), epoch=START + 5, news=True, recent=Recent(candles=candles))
    start_up = StartUp(
        trader=desk.trader,
        feed=feed,
        account=desk.broker,
        opening=opening,
        clock=desk.clock,
        note="by ticks",
        open_sequence=OpenSequence.ASK,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.trader.run())
        await start_up.run()
        desk.trader.close()


def warm_up() -> dict[int, Candle]:
    minutes = [START - 60 * number for number in range(130)]
    return {
        minute: Candle(open_time=minute, open=100_000, high=100_001, low=99_999, close=99_999)
        for minute in minutes
    }


async def test_a_fresh_start_tells_the_account_the_news_the_past_and_the_offer_in_this_order() -> None:
    desk = Desk()
    await started_on(desk, FakeFeed((), warm_up()), warm=False)
    facts = [fact for entry in desk.journal.entries for fact in entry.facts]
    assert [type(fact) for fact in facts] == [Started, SettingsStored, History, Quoted]
    started, past = facts[0], facts[2]
    assert isinstance(started, Started)
    assert started.open_sequence is OpenSequence.ASK
    assert (started.balance, started.note, started.account_allowed) == (BALANCE, "by ticks", True)
    assert isinstance(past, History)
    assert [candle.open_time for candle in past.candles] == [START - 60 * n for n in range(120, 0, -1)]
    assert any(isinstance(event, SettingsChanged) for event in desk.publisher.events())


async def test_a_restart_reads_no_past_since_the_engine_fills_its_own_holes() -> None:
    desk = Desk()
    await started_on(desk, FakeFeed((), warm_up()), warm=True)
    facts = [fact for entry in desk.journal.entries for fact in entry.facts]
    assert [type(fact) for fact in facts] == [Started, SettingsStored, Quoted]


async def test_an_offer_that_is_not_to_be_had_is_asked_for_again_and_the_operator_is_told() -> None:
    desk = Desk()
    quote, refusals = desk.broker.quote, iter([UnavailableError("Deriv gives no quote")] * 2)

    async def sometimes() -> Quote:
        for refusal in refusals:
            raise refusal
        return await quote()

    desk.broker.quote = sometimes  # type: ignore[method-assign]  # (the site is busy)
    await started_on(desk, FakeFeed((), warm_up()), warm=True)
    facts = [fact for entry in desk.journal.entries for fact in entry.facts]
    assert isinstance(facts[-1], Quoted)
    alerts = [event.message for event in desk.publisher.events() if isinstance(event, SystemAlert)]
    assert sum("asked for again" in alert for alert in alerts) == 2


async def test_the_market_is_pumped_to_its_end_and_the_bot_stops_there() -> None:
    desk = Desk()
    items = [Tick(epoch=START + 2 * number, quote=100_000 + number) for number in range(31)]
    async with desk.open():
        await pump_market(
            FakeFeed(items), desk.trader, desk.publisher, Pulse(clock=desk.clock), after=START - 1
        )
        assert desk.trader.latest.bot_status.status is BotState.STOPPED
    assert desk.publisher.ticks == items
    assert any(isinstance(event, MarketData) for event in desk.publisher.events())
    assert isinstance(desk.journal.entries[-1].facts[-1], MarketEnded)


async def test_a_market_that_breaks_is_told_and_the_bot_stops() -> None:
    desk = Desk()

    class BrokenFeed(FakeFeed):
        async def stream(self, after: int) -> AsyncIterator[Tick | Candle]:
            async for item in super().stream(after):
                yield item
            raise MarketDataError("ticks.csv", 7, "expected a price")

    async with desk.open():
        feed = BrokenFeed([Tick(epoch=START, quote=100_000)])
        with pytest.raises(MarketDataError):
            await pump_market(feed, desk.trader, desk.publisher, Pulse(clock=desk.clock), after=START - 1)
        assert desk.trader.latest.bot_status.status is BotState.STOPPED
    alerts = [event.message for event in desk.publisher.events() if isinstance(event, SystemAlert)]
    assert any("ticks.csv:7: expected a price" in message for message in alerts)
