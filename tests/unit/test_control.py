"""What clients may ask: every request is answered, and answered when it is done."""

import asyncio

from abutre.app.services.control import HELD_EVENTS
from abutre.domain.commands import BotCommand, Verb
from abutre.domain.errors import StoreError
from abutre.domain.events import BotStatus, SettingsChanged, SystemAlert
from abutre.domain.facts import Quoted
from abutre.domain.model import AccountMode, BotState
from abutre.domain.records import Audit
from abutre.domain.settings import Settings, StoredSettings
from tests.contract.journal_entries import an_alert, an_entry
from tests.desk import BALANCE, START, STRATEGY, Desk, until


async def test_a_command_is_answered_when_the_bot_has_done_it() -> None:
    desk = Desk()
    async with desk.open():
        assert (await desk.control.command(BotCommand(verb=Verb.STOP))).ok
        assert desk.trader.latest.bot_status.status is BotState.STOPPED
        assert [type(event) for event in desk.publisher.events()[-2:]] == [BotStatus, SystemAlert]


async def test_commands_carry_market_time() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("G")
        await desk.control.command(BotCommand(verb=Verb.PAUSE))
        assert desk.trader.latest.bot_status.epoch == START + 60


async def test_settings_are_stored_before_the_bot_takes_them_up() -> None:
    desk = Desk()
    async with desk.open():
        assert (await desk.control.update_settings({"max_level": 4, "initial_stake": "2.50"})).ok
        stored = await desk.settings.load()
        assert (stored.version, stored.settings.max_level, stored.settings.initial_stake) == (2, 4, 250)
        assert SettingsChanged(settings=stored.settings, version=2) in desk.publisher.events()


async def test_one_bad_field_changes_nothing_and_is_named() -> None:
    desk = Desk()
    async with desk.open():
        reply = await desk.control.update_settings({"max_level": 4, "multiplier": "much", "colour": 1})
        assert not reply.ok
        assert reply.errors is not None
        assert set(reply.errors) == {"multiplier", "colour"}
        assert (await desk.settings.load()).version == 1
        assert desk.diary == []


async def test_an_update_that_changes_nothing_is_told_like_any_other() -> None:
    desk = Desk()
    async with desk.open():
        assert (await desk.control.update_settings({"max_level": STRATEGY.max_level})).ok
        assert (await desk.settings.load()).version == 2
        assert [type(event) for event in desk.publisher.events()[-2:]] == [SettingsChanged, SystemAlert]


async def test_concurrent_updates_come_one_after_the_other_and_none_is_lost() -> None:
    desk = Desk()
    async with desk.open():
        await asyncio.gather(
            desk.control.update_settings({"max_level": 5}),
            desk.control.update_settings({"delay_threshold": 9}),
            desk.control.update_settings({"max_drawdown": 50}),
        )
        told = [event for event in desk.publisher.events() if isinstance(event, SettingsChanged)]
        assert [event.version for event in told] == [2, 3, 4]
        last = told[-1].settings
        assert (last.max_level, last.delay_threshold, last.max_drawdown_bp) == (5, 9, 5_000)


async def test_settings_that_cannot_be_stored_are_refused() -> None:
    desk = Desk()

    async def store(settings: Settings, *, stored_at: int) -> StoredSettings:
        raise StoreError(f"no room for {settings} of {stored_at}")

    async with desk.open():
        desk.settings.store = store  # type: ignore[method-assign] # (the disk fills up now)
        reply = await desk.control.update_settings({"max_level": 4})
        assert not reply.ok
        assert reply.error is not None
        assert "no room" in reply.error
        assert desk.diary == []


async def test_after_the_trader_has_ended_requests_are_refused() -> None:
    desk = Desk()
    async with desk.open():
        pass
    for reply in (
        await desk.control.command(BotCommand(verb=Verb.START)),
        await desk.control.update_settings({"max_level": 4}),
    ):
        assert not reply.ok
        assert reply.error == "the bot is shutting down"


async def test_the_state_is_what_the_last_told_event_left() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RRR")
        state = await desk.control.state()
    assert state.seq == desk.publisher.published[-1].seq
    assert state.account.mode is AccountMode.SIMULATED
    assert state.symbol.name == "V100"
    assert state.bot_status.status is BotState.RUNNING
    assert state.settings.settings == STRATEGY
    assert state.balance.balance == BALANCE - 100
    assert state.position.in_position
    assert state.market is not None
    assert len(state.candles) == 3
    assert len(state.trades) == 1
    assert state.alerts
    assert state.quote.payout_rate_ppm == 950_000


async def test_the_state_is_never_seen_in_the_middle_of_a_fact() -> None:
    desk = Desk()
    async with desk.open():
        busy = asyncio.create_task(desk.candles("RRRRRRRRRR"))
        while not busy.done():
            await asyncio.sleep(0)
            state = await desk.control.state()
            if state.market is not None:
                assert state.candles[-1].open_time + 60 == state.market.epoch
            missed = await desk.control.events_after(state.seq)
            assert missed is not None
            assert all(event.seq > state.seq for event in missed)
        await busy


async def test_state_and_past_are_told_while_a_fact_is_dealt_with() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        newest = desk.trader.latest.seq
        async with desk.journal.commits, asyncio.timeout(10):
            busy = asyncio.create_task(desk.candles("G"))
            await until(lambda: desk.trader.waiting == 1)
            state, missed = await desk.control.state(), await desk.control.events_after(0)
        await busy
    assert missed is not None
    assert state.seq == missed[-1].seq == newest


async def test_what_is_on_disk_and_not_yet_told_is_left_to_be_told() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("R")
        newest = desk.trader.latest.seq
        run_id = desk.journal.entries[-1].run_id
        await desk.journal.commit(an_entry(run_id, an_alert("soon"), seq=newest + 1))
        missed = await desk.control.events_after(0)
    assert missed is not None
    assert missed[-1].seq == newest


async def test_a_state_that_still_holds_is_the_same_object_and_nobody_waits_for_a_quote() -> None:
    desk = Desk()
    desk.broker.quote = asyncio.Future  # type: ignore[method-assign,assignment]  # (the broker never answers)
    async with desk.open():
        await desk.candles("R")
        first = await desk.control.state()
        assert await desk.control.state() is first
        await desk.candles("G")
        second = await desk.control.state()
        assert second.seq > first.seq
        await desk.trader.submit(Quoted(payout_rate_ppm=900_000, min_stake=35, max_stake=None))
        third = await desk.control.state()
    assert (third.seq, third.quote.payout_rate_ppm) == (second.seq, 900_000)


async def test_the_market_passes_a_queue_of_commands() -> None:
    desk = Desk()
    async with desk.open():
        first = desk.trader.latest.seq
        commands = [
            asyncio.create_task(desk.control.command(BotCommand(verb=verb)))
            for verb in (Verb.STOP, Verb.START) * 10
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await desk.candles("G")
        done = sum(command.done() for command in commands)
        assert desk.trader.latest.seq > first
        assert done < len(commands) // 2
        assert all(reply.ok for reply in await asyncio.gather(*commands))


async def test_missed_events_come_in_order_and_unknown_numbers_give_none() -> None:
    desk = Desk()
    async with desk.open():
        await desk.candles("RG")
        last = desk.trader.latest.seq
        missed = await desk.control.events_after(last - 3)
        assert missed == desk.publisher.published[-3:]
        assert await desk.control.events_after(last) == []
        assert await desk.control.events_after(last + 1) is None
        assert await desk.control.events_after(last - HELD_EVENTS - 1) is None
        assert await desk.control.events_after(-(10**30)) is None


async def test_what_somebody_did_is_kept_in_the_journal() -> None:
    record = Audit(at=1, who="ana", address="192.0.2.1", action="connect", result="ok", detail="viewer")
    desk = Desk()
    async with desk.open():
        await desk.control.audit(record)

    assert desk.journal.chain[-1] == record


async def test_settings_that_risk_more_real_money_than_was_confirmed_are_refused() -> None:
    desk = Desk()
    desk.confirmation.most = 700
    async with desk.open():
        reply = await desk.control.update_settings({"max_level": 4, "initial_stake": 1, "auto_trading": True})
        assert reply.errors is not None
        assert list(reply.errors) == ["max_level"]
        assert "restart with --confirm-max-loss 15.00" in reply.errors["max_level"]
        assert (await desk.settings.load()).version == 1
        assert (await desk.control.update_settings({"max_level": 2})).ok
        assert (await desk.control.update_settings({"max_level": 3, "max_drawdown": 50})).ok


async def test_play_money_may_be_risked_at_will() -> None:
    desk = Desk()
    async with desk.open():
        assert (await desk.control.update_settings({"max_level": 20})).ok


async def test_a_sequence_without_bounds_is_no_amount_to_confirm() -> None:
    desk = Desk()
    desk.confirmation.most = 700
    async with desk.open():
        reply = await desk.control.update_settings({"multiplier": 10, "max_level": 20})
        assert reply.errors is not None
        assert "more than any account holds" in reply.errors["multiplier"]
