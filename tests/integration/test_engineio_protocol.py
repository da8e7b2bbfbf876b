"""Engine.IO, protocol 4, clause by clause, over raw requests and WebSockets."""

import asyncio
import json
from time import monotonic

import aiohttp
import pytest

from tests.echoing import Poller, echoing, polling, refused
from tests.raw_client import speaking

UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket"}
KEYS = {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}


async def echo() -> tuple[str, str]:
    """What a fresh session of each transport is told to begin with."""
    async with echoing(engine_only=True) as url, polling(url) as poller, speaking(url) as client:
        return json.dumps(poller.opened), await client.hear_until("0")


async def test_the_handshake_tells_exact_milliseconds_limits_and_upgrades() -> None:
    polled, spoken = (json.loads(text.removeprefix("0")) for text in await echo())

    assert set(polled) == set(spoken) == KEYS
    assert (polled["upgrades"], spoken["upgrades"]) == (["websocket"], [])
    for opened in (polled, spoken):
        assert (opened["pingInterval"], opened["pingTimeout"], opened["maxPayload"]) == (300, 200, 1_000_000)
    assert polled["sid"] != spoken["sid"]


@pytest.mark.parametrize(
    ("method", "query", "code"),
    [
        ("GET", "EIO=4", 0),
        ("GET", "EIO=4&transport=abc", 0),
        ("GET", "transport=polling", 5),
        ("GET", "EIO=3&transport=polling", 5),
        ("GET", "EIO=abc&transport=polling", 5),
        ("GET", "EIO=3&transport=websocket", 5),
        ("POST", "EIO=4&transport=polling", 2),
        ("PUT", "EIO=4&transport=polling", 2),
        ("DELETE", "EIO=4&transport=polling", 2),
        ("GET", "EIO=4&transport=websocket", 3),
        ("GET", "EIO=4&transport=polling&sid=nobody", 1),
        ("POST", "EIO=4&transport=polling&sid=nobody", 1),
    ],
)
async def test_a_wrong_request_is_refused_with_a_reason(method: str, query: str, code: int) -> None:
    async with echoing(engine_only=True) as url:
        refusal = await refused(url, query, method)

    assert (refusal.status, refusal.code) == (400, code)
    assert refusal.message


@pytest.mark.parametrize("query", ["transport=websocket", "EIO=3&transport=websocket", "EIO=4&transport=x"])
async def test_a_wrong_websocket_handshake_is_refused(query: str) -> None:
    async with echoing(engine_only=True) as url, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
            await session.ws_connect(f"{url}/socket.io/?{query}")


async def test_an_old_client_is_told_what_is_spoken_here() -> None:
    async with echoing() as url:
        assert "EIO=4" in (await refused(url, "EIO=3&transport=polling")).message


@pytest.mark.parametrize("body", ["4hello", "4a\x1e4b\x1e4c", "4hello\x1ebAQIDBA==", '4{"a":1}', "4éé"])
async def test_polled_messages_come_back_as_they_were(body: str) -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        assert await poller.post(body) == (200, "ok")
        assert await poller.poll() == (200, body)


@pytest.mark.parametrize("data", ["4hello", "4" + "x" * 200, "4" + "x" * 70_000])
async def test_text_of_every_length_comes_back_over_a_websocket(data: str) -> None:
    async with echoing(engine_only=True) as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say(data)
        assert await client.hear() == data


async def test_bytes_come_back_as_bytes() -> None:
    async with echoing(engine_only=True) as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say(b"\x01\x02\x03")
        assert await client.socket.receive_bytes() == b"\x01\x02\x03"


@pytest.mark.parametrize(
    "body", ["abc", "", "4ok\x1e9", "bno base64!", "2", "6", "4x\x1e" * 128 + "4x", b"\xff"]
)
async def test_a_malformed_request_ends_the_session_and_none_of_it_is_done(body: str | bytes) -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        assert (await poller.post(body))[0] == 400
        assert (await poller.poll())[0] == 400


async def test_a_request_above_the_limit_ends_the_session() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        assert (await poller.post("4" + "x" * 1_000_000))[0] == 400
        assert (await poller.poll())[0] == 400


@pytest.mark.parametrize("frame", ["abc", "", "0", "2", "2probe", "5", "6", "9"])
async def test_a_malformed_frame_ends_the_websocket(frame: str) -> None:
    async with echoing(engine_only=True) as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say(frame)
        await client.ended()


async def waiting_poll(poller: Poller) -> asyncio.Task[tuple[int, str]]:
    poll = asyncio.create_task(poller.poll())
    await asyncio.sleep(0.03)  # the poll has to be there first
    return poll


async def test_a_second_poll_at_a_time_ends_the_session() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        first = await waiting_poll(poller)
        assert (await poller.poll())[0] == 400
        assert await first == (200, "1")
        assert (await poller.poll())[0] == 400


async def test_a_poll_ends_with_a_noop_when_its_client_closes() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        poll = await waiting_poll(poller)
        assert await poller.post("1") == (200, "ok")
        assert await poll == (200, "6")
        assert (await poller.poll())[0] == 400


async def test_a_websocket_closes_at_once_when_its_client_closes() -> None:
    async with echoing(engine_only=True) as url, speaking(url) as client:
        await client.hear_until("0")
        began = monotonic()
        await client.say("1")
        assert (await client.socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert monotonic() - began < 0.25


async def test_pings_come_on_time_as_long_as_they_are_answered() -> None:
    async with echoing(engine_only=True) as url, speaking(url) as client:
        await client.socket.receive_str()
        began = monotonic()
        for number in range(1, 4):
            assert await client.socket.receive_str() == "2"
            assert 0.29 * number < monotonic() - began < 0.3 * number + 0.25
            await client.say("3")


async def test_pongs_that_nobody_asked_for_do_not_count() -> None:
    async with echoing(engine_only=True) as url, speaking(url) as client:
        await client.socket.receive_str()
        began = monotonic()
        for _ in range(5):
            await client.say("3")
        assert await client.socket.receive_str() == "2"
        await client.ended_in_silence()
        assert 0.49 < monotonic() - began < 1.0


async def test_polled_pings_are_answered_by_requests() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        for _ in range(3):
            assert await poller.poll() == (200, "2")
            assert await poller.post("3") == (200, "ok")


async def test_a_silent_session_ends_at_interval_plus_timeout() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller, speaking(url) as client:
        await client.socket.receive_str()
        await asyncio.sleep(0.51)
        assert (await poller.poll())[0] == 400
        await client.ended_in_silence()


async def test_an_upgrade_is_probed_holds_what_is_sent_and_loses_nothing() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller, poller.upgrade() as socket:
        poll = await waiting_poll(poller)
        await socket.send_str("2probe")
        assert await socket.receive_str() == "3probe"
        assert await poll == (200, "6")
        assert await poller.post("4meanwhile") == (200, "ok")
        assert await poller.poll() == (200, "6")
        await socket.send_str("5")
        await socket.send_str("4hello")
        assert [await socket.receive_str() for _ in range(2)] == ["4meanwhile", "4hello"]


async def test_an_upgrade_that_fails_leaves_the_session_polling() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller:
        async with poller.upgrade() as socket:
            await socket.send_str("2probe")
            await socket.receive_str()
            await poller.post("4held")
            await socket.send_str("4no upgrade")
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert await poller.poll() == (200, "4held")


async def test_requests_for_an_upgraded_session_are_refused_and_change_nothing() -> None:
    async with echoing(engine_only=True) as url, polling(url) as poller, poller.upgrade() as socket:
        await socket.send_str("2probe")
        await socket.receive_str()
        await socket.send_str("5")
        await socket.send_str("4there")
        await socket.receive_str()

        assert (await poller.poll())[0] == 400
        assert (await poller.post("4x"))[0] == 400
        async with poller.upgrade() as second:
            assert (await second.receive()).type is aiohttp.WSMsgType.CLOSE
        await socket.send_str("4hello")
        assert await socket.receive_str() == "4hello"
