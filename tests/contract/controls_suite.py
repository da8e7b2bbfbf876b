"""What every implementation of the port `Controls` does.

Bind it with a fixture `controls`: a bot that has started, trades nothing at the moment, may use its account,
and has `auto_trading` on; and a fixture `published`, a `FakePublisher` that it publishes through.
"""

import asyncio

import pytest

from abutre.domain.commands import BotCommand, Reply, Verb
from abutre.domain.events import BotStatus, SettingsChanged, SystemAlert
from abutre.domain.model import BotState
from abutre.domain.ports import Controls
from abutre.domain.preview import Preview
from abutre.domain.records import Audit
from abutre.domain.settings import presented
from tests.fakes.publisher import FakePublisher

STATES = [(Verb.START, BotState.RUNNING), (Verb.PAUSE, BotState.PAUSED), (Verb.STOP, BotState.STOPPED)]

BAD_UPDATES: list[dict[str, object]] = [
    {},
    {"max_level": 99},
    {"max_level": float("nan")},
    {"max_level": float("inf")},
    {"max_level": "many"},
    {"max_level": None},
    {"max_level": [1]},
    {"max_level": {"a": 1}},
    {"max_level": True},
    {"initial_stake": 10**400},
    {"auto_trading": 1},
    {"doji_policy": 3},
    {"no_such_setting": 1},
    {"": ""},
]


class ControlsSuite:
    @pytest.mark.parametrize(("verb", "state"), STATES)
    async def test_a_command_is_done_when_it_is_answered(
        self, controls: Controls, verb: Verb, state: BotState
    ) -> None:
        reply = await controls.command(BotCommand(verb=verb))

        assert reply.ok
        assert reply.error is None
        assert (await controls.state()).bot_status.status is state

    @pytest.mark.parametrize(("verb", "state"), STATES)
    async def test_a_command_given_twice_is_answered_twice_and_ends_the_same(
        self, controls: Controls, verb: Verb, state: BotState
    ) -> None:
        first = await controls.command(BotCommand(verb=verb))
        second = await controls.command(BotCommand(verb=verb))

        assert first == second
        assert (await controls.state()).bot_status.status is state

    async def test_a_command_that_is_repeated_with_its_id_is_answered_again_and_not_done_again(
        self, controls: Controls
    ) -> None:
        pause, start = BotCommand(verb=Verb.PAUSE), BotCommand(verb=Verb.START)
        replies = [await controls.command(pause, "a"), await controls.command(start, "b")]
        told = (await controls.state()).seq

        again = await asyncio.gather(*(controls.command(pause, "a") for _ in range(3)))

        assert again == [replies[0]] * 3
        assert (await controls.state()).seq == told
        assert (await controls.state()).bot_status.status is BotState.RUNNING

    async def test_an_id_that_was_given_with_another_command_is_refused_and_nothing_done(
        self, controls: Controls
    ) -> None:
        await controls.command(BotCommand(verb=Verb.START), "1")
        told = (await controls.state()).seq

        stop = await controls.command(BotCommand(verb=Verb.STOP), "1")
        later = await controls.command(BotCommand(verb=Verb.START, after_sequence=True), "1")

        assert not stop.ok
        assert not later.ok
        assert stop.error
        assert (await controls.state()).seq == told
        assert (await controls.command(BotCommand(verb=Verb.STOP), "2")).ok
        assert (await controls.state()).bot_status.status is BotState.STOPPED

    async def test_an_id_that_was_given_with_other_settings_is_refused_and_nothing_stored(
        self, controls: Controls
    ) -> None:
        await controls.update_settings({"max_level": 7}, "1")
        before = (await controls.state()).settings

        reply = await controls.update_settings({"max_level": 8}, "1")

        assert not reply.ok
        assert reply.error
        assert (await controls.state()).settings == before

    async def test_settings_that_are_repeated_with_their_id_are_stored_once(self, controls: Controls) -> None:
        before = (await controls.state()).settings.version

        replies = [await controls.update_settings({"max_level": 7}, "a") for _ in range(2)]

        assert replies[0] == replies[1]
        assert (await controls.state()).settings.version == before + 1

    async def test_a_command_is_told_as_a_status_and_then_an_alert(
        self, controls: Controls, published: FakePublisher
    ) -> None:
        before = len(published.events())

        await controls.command(BotCommand(verb=Verb.PAUSE))

        status, alert = published.events()[before : before + 2]
        assert isinstance(status, BotStatus)
        assert status.status is BotState.PAUSED
        assert isinstance(alert, SystemAlert)

    async def test_commands_given_at_once_are_carried_out_in_order(self, controls: Controls) -> None:
        verbs = (Verb.PAUSE, Verb.START, Verb.STOP, Verb.START, Verb.PAUSE)

        replies = await asyncio.gather(*(controls.command(BotCommand(verb=verb)) for verb in verbs))

        assert all(reply.ok for reply in replies)
        assert (await controls.state()).bot_status.status is BotState.PAUSED

    async def test_good_settings_are_stored_as_the_next_version_and_told(
        self, controls: Controls, published: FakePublisher
    ) -> None:
        before = (await controls.state()).settings

        reply = await controls.update_settings({"max_level": 7, "initial_stake": "2.50"})

        after = (await controls.state()).settings
        assert reply.ok
        assert after.version == before.version + 1
        assert (after.settings.max_level, after.settings.initial_stake) == (7, 250)
        changed = [event for event in published.events() if isinstance(event, SettingsChanged)]
        assert changed[-1] == SettingsChanged(settings=after.settings, version=after.version)

    async def test_a_preview_shows_other_settings_and_stores_nothing(self, controls: Controls) -> None:
        before = (await controls.state()).settings

        shown = await controls.preview({"max_level": 4, "initial_stake": "2.00"})

        assert isinstance(shown, Preview)
        assert [rung.stake for rung in shown.rungs] == [200, 400, 800, 1600]
        assert (shown.reach, shown.worst_case) == (4, 3000)
        assert (await controls.state()).settings == before

    async def test_a_preview_of_nothing_is_of_the_settings_in_force(self, controls: Controls) -> None:
        shown = await controls.preview({})

        assert isinstance(shown, Preview)
        assert len(shown.rungs) == (await controls.state()).settings.settings.max_level

    async def test_a_preview_of_bad_settings_names_the_fields(self, controls: Controls) -> None:
        refused = await controls.preview({"max_level": "99", "multiplier": "x"})

        assert isinstance(refused, Reply)
        assert set(refused.errors or {}) == {"max_level", "multiplier"}

    @pytest.mark.parametrize("update", BAD_UPDATES, ids=str)
    async def test_bad_settings_change_nothing_and_name_the_field(
        self, controls: Controls, update: dict[str, object]
    ) -> None:
        before = (await controls.state()).settings

        reply = await controls.update_settings(update)

        assert not reply.ok
        assert reply.error
        assert reply.errors
        assert set(reply.errors) == (set(update) or {"update"})
        assert (await controls.state()).settings == before

    async def test_one_bad_field_among_good_ones_rejects_them_all(self, controls: Controls) -> None:
        before = (await controls.state()).settings

        reply = await controls.update_settings({"max_level": 7, "multiplier": 99, "max_drawdown": "x"})

        assert not reply.ok
        assert set(reply.errors or {}) == {"multiplier", "max_drawdown"}
        assert (await controls.state()).settings == before

    async def test_presented_settings_may_be_sent_back(self, controls: Controls) -> None:
        stored = (await controls.state()).settings

        assert (await controls.update_settings(presented(stored.settings))).ok
        assert (await controls.state()).settings.settings == stored.settings

    async def test_the_state_reflects_every_event_published_before_it(
        self, controls: Controls, published: FakePublisher
    ) -> None:
        await controls.command(BotCommand(verb=Verb.PAUSE))
        newest = published.published[-1]

        view = await controls.state()

        assert view.seq >= newest.seq
        assert view.alerts[0].seq <= view.seq

    async def test_events_after_a_number_are_those_that_were_published_since(
        self, controls: Controls, published: FakePublisher
    ) -> None:
        seen = (await controls.state()).seq
        before = len(published.published)
        await controls.command(BotCommand(verb=Verb.PAUSE))
        await controls.command(BotCommand(verb=Verb.START))

        missed = await controls.events_after(seen)

        assert missed is not None
        assert list(missed) == published.published[before:]
        assert [event.seq for event in missed] == list(range(seen + 1, seen + 1 + len(missed)))

    async def test_nothing_was_missed_after_the_newest_event(self, controls: Controls) -> None:
        newest = (await controls.state()).seq

        missed = await controls.events_after(newest)

        assert missed is not None
        assert list(missed) == []

    async def test_a_number_that_was_never_given_is_not_known(self, controls: Controls) -> None:
        newest = (await controls.state()).seq

        assert await controls.events_after(newest + 1) is None
        assert await controls.events_after(2**63 - 1) is None

    async def test_what_is_written_down_changes_nothing(
        self, controls: Controls, published: FakePublisher
    ) -> None:
        before = (await controls.state(), list(published.published))

        await controls.audit(
            Audit(at=1, who="ana", address="192.0.2.1", action="connect", result="ok", detail="viewer")
        )

        assert (await controls.state(), list(published.published)) == before

    async def test_a_rejection_changes_nothing(self, controls: Controls, published: FakePublisher) -> None:
        before = (await controls.state(), list(published.published))

        await controls.reject("a client sent nonsense")

        assert (await controls.state(), list(published.published)) == before
