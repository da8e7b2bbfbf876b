"""Frames as a bad client sends them: whoever speaks nonsense is cut off, and nobody else notices."""

import asyncio
import json

import aiohttp
import pytest

from abutre.adapters.web.engine import MAX_MESSAGE_BYTES
from tests.raw_client import RawClient, speaking
from tests.web_client import alert, listening, running_site


async def next_event(client: RawClient, name: str) -> list[object]:
    frame = await client.hear_until(f'42["{name}"')
    told: list[object] = json.loads(frame.removeprefix("42"))
    return told


async def test_nothing_is_sent_before_the_connect_packet_and_the_ack_comes_first() -> None:
    async with running_site() as (url, *_), speaking(url) as client:
        opened = json.loads((await client.hear_until("0")).removeprefix("0"))
        await client.say("40")
        first = [await client.hear() for _ in range(3)]

    assert (opened["pingInterval"], opened["pingTimeout"]) == (5_000, 5_000)
    assert first[0] is not None
    assert first[0].startswith('40{"sid":')
    assert first[1] == '42["connection_ack",{"status":"connected"},{"seq":0}]'
    assert first[2] is not None
    assert first[2].startswith('42["state_snapshot",')


async def test_the_loop_turns_between_the_packets_that_one_client_sends_at_once() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with running_site() as (url, *_), speaking(url) as client:
        await client.connect()
        count = 500
        burst = [client.say(f'42{number}["nonsense"]') for number in range(count)]
        turning = asyncio.create_task(turn())
        for say in burst:
            await say
        said = turns
        await client.hear_until(f"43{count - 1}[")
        turning.cancel()

    assert turns - said >= count


MALFORMED: list[str | bytes] = [
    "",
    "9",
    "x",
    "4",
    "49",
    "42",
    "42{}",
    "42[]",
    '42"text"',
    "42[1]",
    "42[null]",
    '42[{"a":1}]',
    '42["bot_command"',
    '42["bot_command",1e',
    f'42["bot_command",{"9" * 200}]',
    f'42{"9" * 200}["bot_command"]',
    "4" + "[" * 100_000,
    '4{"a":1}',
    '451-["bot_command",{"_placeholder":true,"num":7}]',
    "45-",
    '4599999999999-["x"]',
    "46",
    '44{"message":"no"}',
    b"binary without an event",
    "41/nowhere,\x00" + "[" * 10,
]


@pytest.mark.parametrize("frame", MALFORMED, ids=range(len(MALFORMED)))
async def test_a_malformed_frame_ends_its_senders_connection_at_most(
    frame: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_site() as (url, _, controls, _), listening(url) as bystander:
        await bystander.welcomed()
        async with speaking(url) as client:
            assert (await client.connect()).startswith('40{"sid"')
            await client.say(frame)
            await client.say('421["request_state"]')
            await client.say(b"\x00")
            await asyncio.wait_for(client.ended(), 5)
        await controls.tell(alert(1))
        told = await bystander.count(7)

    assert [event.name for event in told[6:]] == ["system_alert"]
    assert controls.commands == []
    assert "Traceback" not in caplog.text
    assert "Task exception" not in caplog.text


@pytest.mark.parametrize("number", ["", "7"])
async def test_data_nested_too_deeply_to_be_read_is_answered(number: str) -> None:
    async with running_site() as (url, *_), speaking(url) as client:
        await client.connect()
        await client.hear_until('42["position_update"')
        await client.say(f'42{number}["bot_command",{"[" * 10_000}{"]" * 10_000}]')
        told = await next_event(client, "system_alert")
        answer = await client.hear() if number else None
        await client.say('428["request_state"]')
        assert await client.hear_until('438[{"ok":true}]')

    assert isinstance(told[1], dict)
    assert told[1]["level"] == "error"
    assert "nested" in told[1]["message"]
    if answer is not None:
        assert json.loads(answer.removeprefix("437"))[0] == {"ok": False, "error": told[1]["message"]}


async def test_a_second_connect_of_one_client_changes_nothing() -> None:
    async with running_site() as (url, *_), speaking(url) as client:
        await client.connect()
        await client.hear_until('42["position_update"')
        await client.say("40")

        assert (await client.hear_until("4")).startswith("44")
        await client.say('421["request_state"]')
        assert (await client.hear_until("42")).startswith('42["state_snapshot"')


async def test_an_unknown_namespace_is_refused() -> None:
    async with running_site() as (url, *_), speaking(url) as client:
        await client.hear_until("0")
        await client.say("40/admin,")

        assert await client.hear_until("4") == '44/admin,{"message":"Invalid namespace"}'


async def test_events_of_a_client_that_never_connected_do_nothing() -> None:
    async with running_site() as (url, _, controls, _), speaking(url) as client:
        await client.hear_until("0")
        await client.say('421["bot_command",{"command":"start"}]')
        await client.say(f'421["bot_command",{"[" * 10_000}]')
        await asyncio.wait_for(client.ended(), 5)

    assert controls.commands == []


async def test_a_message_above_the_limit_ends_its_senders_connection() -> None:
    async with running_site() as (url, *_), speaking(url) as client, listening(url) as bystander:
        await client.connect()
        await client.say(f'42["nonsense","{"x" * MAX_MESSAGE_BYTES}"]')
        await asyncio.wait_for(client.ended(), 5)

        assert (await bystander.client.call("request_state")) == {"ok": True}


async def test_compression_is_off() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        where = f"{url}/socket.io/?EIO=4&transport=websocket"
        async with session.ws_connect(where, compress=15) as socket:
            assert socket.compress == 0
        polled = await session.get(f"{url}/socket.io/?EIO=4&transport=polling")
        assert "Content-Encoding" not in polled.headers
