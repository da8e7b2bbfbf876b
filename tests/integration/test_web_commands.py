"""Commands over Socket.IO: what is done, what is answered, and to whom."""

import asyncio

import pytest

from abutre.domain.commands import BotCommand, Reply, Verb
from abutre.domain.ports import EventPublisher
from tests.fakes.controls import FakeControls
from tests.web_client import Told, answered, listening, running_site


@pytest.mark.parametrize(
    ("data", "command"),
    [
        ({"command": "start"}, BotCommand(verb=Verb.START)),
        ({"command": "pause"}, BotCommand(verb=Verb.PAUSE)),
        ({"command": "stop"}, BotCommand(verb=Verb.STOP)),
        ({"command": "pause", "after_sequence": True}, BotCommand(verb=Verb.PAUSE, after_sequence=True)),
        ({"command": "start", "command_id": "x" * 64}, BotCommand(verb=Verb.START)),
    ],
)
async def test_a_bot_command_is_acknowledged_and_told_to_all(
    data: dict[str, object], command: BotCommand
) -> None:
    reply, own, others, running = await answered("bot_command", data)

    assert reply == {"ok": True}
    assert running.controls.commands == [command]
    assert [event.name for event in own] == ["bot_status", "system_alert"]
    assert others == own


async def test_an_update_is_acknowledged_to_the_asker_and_told_to_all() -> None:
    update = {
        "delay_threshold": 10,
        "max_level": 12,
        "initial_stake": 2.00,
        "multiplier": 2.0,
        "max_drawdown": 25,
        "auto_trading": True,
    }

    reply, own, others, running = await answered("update_settings", update)

    assert reply == {"ok": True}
    assert running.controls.updates == [update]
    assert [event.name for event in others] == ["settings_changed", "system_alert"]
    assert [event.name for event in own] == ["settings_changed", "system_alert", "settings_updated"]
    assert own[-1] == Told("settings_updated", {"success": True}, 2)
    assert others[0].payload == {
        **update,
        "doji_policy": "break",
        "stake_policy": "multiplier",
        "max_daily_loss": None,
        "require_full_ladder": False,
        "version": 2,
    }


async def test_a_bad_field_is_named_to_the_asker_only_and_changes_nothing() -> None:
    reply, own, others, running = await answered("update_settings", {"max_level": 99, "multiplier": 3})

    assert reply["ok"] is False
    assert set(reply["errors"]) == {"max_level"}
    assert "99" in reply["error"]
    assert [event.name for event in own] == ["settings_updated", "system_alert"]
    assert own[0].payload == {"success": False, "errors": reply["errors"]}
    assert (own[1].payload["level"], own[1].payload["message"]) == ("error", reply["error"])
    assert others == []
    assert (await running.controls.state()).settings.version == 1


@pytest.mark.parametrize("data", [None, {}, {"command_id": "1"}], ids=str)
async def test_request_state_is_answered_to_the_asker_only(data: object) -> None:
    reply, own, others, _ = await answered("request_state", data)

    assert reply == {"ok": True}
    assert [event.name for event in own] == ["state_snapshot"]
    assert others == []


async def test_a_repeated_command_id_is_answered_as_the_first_time_and_done_once() -> None:
    data = {"command": "start", "command_id": "a"}
    async with running_site() as (url, _, controls, _):
        async with listening(url) as first:
            replies = [await first.client.call("bot_command", data) for _ in range(2)]
        async with listening(url) as again:
            replies.append(await again.client.call("bot_command", data))
            assert await again.client.call("bot_command", {**data, "command_id": "b"}) == {"ok": True}

    assert replies == [{"ok": True}] * 3
    assert len(controls.commands) == 2


async def test_a_repeated_update_tells_its_asker_again_and_stores_once() -> None:
    data = {"max_level": 7, "command_id": "a"}
    async with running_site() as (url, _, controls, _), listening(url) as client:
        await client.welcomed()
        assert await client.client.call("update_settings", data) == {"ok": True}
        assert await client.client.call("update_settings", data) == {"ok": True}
        await client.until(lambda told: sum(event.name == "settings_updated" for event in told) == 2)

    assert controls.updates == [{"max_level": 7}]


class SlowBot(FakeControls):
    """Takes its time to obey."""

    def __init__(self, publisher: EventPublisher) -> None:
        super().__init__(publisher)
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()

    async def obey(self, command: BotCommand) -> Reply:
        self.asked.set()
        await self.go_on.wait()
        return await super().obey(command)


async def test_a_repetition_waits_for_the_first_to_be_done() -> None:
    data = {"command": "start", "command_id": "a"}
    async with running_site(SlowBot) as (url, _, controls, _), listening(url) as client:
        assert isinstance(controls, SlowBot)
        answers: asyncio.Queue[object] = asyncio.Queue()
        for _ in range(3):
            await client.client.emit("bot_command", data, callback=answers.put)
        await controls.asked.wait()
        assert await client.client.call("request_state") == {"ok": True}
        assert answers.empty()
        controls.go_on.set()
        replies = [await answers.get() for _ in range(3)]

    assert replies == [{"ok": True}] * 3
    assert len(controls.commands) == 1


async def test_a_command_goes_on_when_its_sender_leaves() -> None:
    async with running_site(SlowBot) as (url, _, controls, _):
        assert isinstance(controls, SlowBot)
        async with listening(url) as leaver, listening(url) as stayer:
            await stayer.welcomed()
            await leaver.client.emit("bot_command", {"command": "start"})
            await controls.asked.wait()
            await leaver.client.disconnect()
            controls.go_on.set()
            told = await stayer.count(8)

    assert [event.name for event in told[6:]] == ["bot_status", "system_alert"]


class FaultyBot(FakeControls):
    async def obey(self, command: BotCommand) -> Reply:
        await super().obey(command)
        raise RuntimeError("planted secret")


async def test_a_fault_is_acknowledged_without_its_story_and_not_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = {"command": "start", "command_id": "a"}
    async with running_site(FaultyBot) as (url, _, controls, _), listening(url) as client:
        replies = [await client.client.call("bot_command", data) for _ in range(2)]
        assert await client.client.call("request_state") == {"ok": True}

    assert replies == [{"ok": False, "error": "internal error"}] * 2
    assert len(controls.commands) == 1
    assert "planted secret" in caplog.text


class RefusingBot(FakeControls):
    async def obey(self, command: BotCommand) -> Reply:
        self.commands.append(command)
        return Reply(ok=False, error="the bot is closing")


async def test_a_refusal_is_told_to_its_asker() -> None:
    reply, own, others, _ = await answered("bot_command", {"command": "start"}, RefusingBot)

    assert reply == {"ok": False, "error": "the bot is closing"}
    assert [(event.name, event.payload["message"]) for event in own] == [
        ("system_alert", "the bot is closing")
    ]
    assert others == []


async def test_commands_of_one_client_keep_their_order() -> None:
    async with running_site() as (url, _, controls, _), listening(url) as client:
        for number in range(20):
            verb = "pause" if number % 2 else "start"
            ids = {"command_id": str(number)} if number % 3 else {}
            await client.client.emit("bot_command", {"command": verb, **ids})
        await client.client.call("request_state")

    assert [command.verb for command in controls.commands] == [Verb.START, Verb.PAUSE] * 10
