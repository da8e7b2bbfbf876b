"""Two gateways behind a real Redis: the same events for all, over everything that may go wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from abutre.adapters.relay import broadcast as broadcasting
from abutre.adapters.relay.broadcast import EVENTS, Broadcast
from abutre.adapters.relay.desk import REQUESTS
from abutre.adapters.relay.line import LostError
from abutre.client import Client, Refused
from abutre.domain.errors import UserError
from abutre.domain.events import Sequenced
from tests.fakes.controls import FakeControls
from tests.node import node
from tests.redis_server import RedisServer
from tests.relayed import CLOCK, Gateway, about, bot_side, cancelled, gateway_side, line
from tests.web_client import Listener, Told, alert, listening, site_of, web_server

OTHER_SECRET = "another secret, of 32 bytes and more as well"  # noqa: S105 (opens nothing)


@asynccontextmanager
async def telling(url: str) -> AsyncIterator[tuple[FakeControls, Broadcast]]:
    """A bot that has told one event."""
    spoken = line(url)
    broadcast = Broadcast(line=spoken, clock=CLOCK)
    bot = FakeControls(broadcast)
    await bot.tell(alert(1))
    async with bot_side(url, broadcast, bot, lambda: bot.seq):
        yield bot, broadcast
    await spoken.close()


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[tuple[str, Gateway]]:
    """A gateway with its site."""
    async with gateway_side(url) as gateway:
        server = web_server()
        newest = await gateway.controls.about()
        follower = gateway.follower(server, server.start_over, newest.seq)
        await follower.begin()
        following = asyncio.create_task(follower.run())
        site = site_of(server, gateway.controls)
        try:
            yield await site.start(), gateway
        finally:
            await site.stop()
            await cancelled([following])


async def alerts(bot: Client, until: int) -> list[int]:
    """Numbers of the updates behind the snapshot, up to `until`."""
    seen = []
    async with asyncio.timeout(30):
        async for update in bot.updates():
            if update.seq is not None:
                seen.append(update.seq)
            if update.seq == until:
                return seen
    raise AssertionError


async def sent_away(listener: Listener) -> None:
    """Returns when the server has ended the connection."""
    gone = asyncio.Event()

    async def note(*_reason: object) -> None:
        gone.set()

    listener.client.on("disconnect", note)
    async with asyncio.timeout(10):
        await gone.wait()


def numbers(told: list[Told]) -> list[int]:
    return [event.seq for event in told if event.name == "system_alert" and event.seq is not None]


async def test_clients_of_two_gateways_see_the_same_events(redis_server: RedisServer) -> None:
    async with (
        telling(redis_server.url) as (bot, _),
        serving(redis_server.url) as (one, _),
        serving(redis_server.url) as (other, _),
        listening(one) as first,
        listening(other) as second,
    ):
        await first.welcomed()
        await second.welcomed()
        arrived = asyncio.create_task(
            node("listen.mjs", other, "--auth", '{"last_seq": 0}', "--count", "202")
        )
        for number in range(2, 202):
            await bot.tell(alert(number))
        for client in (first, second):
            await client.until(lambda told: told[-1].seq == 201)
        status, lines = await arrived

    assert first.told[6:] == second.told[6:]
    assert numbers(first.told[6:]) == list(range(2, 202))
    assert status == 0
    assert [line["args"][1]["seq"] for line in lines if line.get("event") == "system_alert"] == [
        *range(1, 202)
    ]


async def test_a_command_is_carried_out_once_whichever_gateway_it_is_repeated_at(
    redis_server: RedisServer,
) -> None:
    data = {"max_level": 7, "command_id": "a"}
    async with (
        telling(redis_server.url) as (bot, _),
        serving(redis_server.url) as (one, _),
        serving(redis_server.url) as (other, _),
        listening(one) as first,
        listening(other) as second,
    ):
        assert await first.client.call("update_settings", data) == {"ok": True}
        assert await second.client.call("update_settings", data) == {"ok": True}
        refused = await second.client.call("update_settings", {"max_level": 99})
        assert await second.client.call("bot_command", {"command": "pause"}) == {"ok": True}

    assert bot.updates == [{"max_level": 7}, {"max_level": 99}]
    assert set(refused["errors"]) == {"max_level"}
    assert [command.verb for command in bot.commands] == ["pause"]
    assert [record.action for record in bot.audited].count("settings") == 2


async def test_a_client_that_comes_back_at_another_gateway_misses_nothing(redis_server: RedisServer) -> None:
    async with (
        telling(redis_server.url) as (bot, _),
        serving(redis_server.url) as (one, _),
        serving(redis_server.url) as (other, _),
    ):
        async with Client(one) as client:
            assert await alerts(client, 1) == [1]
        await bot.tell(*(alert(number) for number in range(2, 50)))
        async with Client(other, last_seq=1) as client:
            assert await alerts(client, 49) == list(range(2, 50))


async def test_a_redis_that_dies_leaves_no_hole(redis_server: RedisServer) -> None:
    async with (
        telling(redis_server.url) as (bot, broadcast),
        serving(redis_server.url) as (url, _),
        Client(url) as client,
    ):
        await bot.tell(alert(2))
        seen = await alerts(client, 2)
        redis_server.kill()
        await bot.tell(*(alert(number) for number in range(3, 2 * broadcasting.MOST_WAITING)))
        assert broadcast.waiting <= broadcasting.MOST_WAITING
        redis_server.start()
        await bot.tell(alert(9))
        seen += await alerts(client, bot.seq)

    assert seen[-bot.seq + 1 :] == list(range(2, bot.seq + 1))
    assert broadcast.dropped > 0


async def test_the_bot_never_waits_for_a_redis_that_hangs(redis_server: RedisServer) -> None:
    async with (
        telling(redis_server.url) as (bot, broadcast),
        serving(redis_server.url) as (url, _),
        Client(url) as client,
    ):
        seen = await alerts(client, 1)
        redis_server.stall()
        try:
            slowest, ends = 0.0, time.monotonic() + 5
            while time.monotonic() < ends:
                began = time.monotonic()
                await bot.tell(alert(bot.seq + 1))
                slowest = max(slowest, time.monotonic() - began)
                await asyncio.sleep(0.01)
            assert not broadcast.reached
        finally:
            redis_server.wake()
        seen += await alerts(client, bot.seq)

    assert slowest < 0.1
    assert seen == list(range(1, bot.seq + 1))


async def test_nobody_without_the_secret_commands_or_tells(redis_server: RedisServer) -> None:
    said = {
        "id": "x",
        "from": "y",
        "what": "command",
        "given": {"command": {"verb": "stop", "after_sequence": False}, "command_id": None},
    }
    async with (
        telling(redis_server.url) as (bot, _),
        serving(redis_server.url) as (url, gateway),
        Client(url) as client,
    ):
        stranger = line(redis_server.url, OTHER_SECRET)
        await stranger.say(REQUESTS, said)
        await stranger.say(EVENTS, {"event": {"seq": 2, "event": {"type": "no such"}}})
        await stranger.close()
        # Of ours, but said on another channel: a signature counts where it was made only.
        name, other = "abutre:abutre:" + REQUESTS, "abutre:abutre:" + EVENTS
        await gateway.line._redis.publish(name, gateway.line._seal.closed(other, said))
        await gateway.line._redis.publish(name, b"no message at all")
        await gateway.controls.about()
        await bot.tell(alert(2))
        assert await alerts(client, 2) == [1, 2]

    assert bot.commands == []


async def test_a_message_that_is_said_again_is_dealt_with_once(redis_server: RedisServer) -> None:
    said = {
        "id": "x",
        "from": "y",
        "what": "command",
        "given": {"command": {"verb": "pause", "after_sequence": False}, "command_id": None},
    }
    async with telling(redis_server.url) as (bot, _), serving(redis_server.url) as (_, gateway):
        for _ in range(3):
            await gateway.line.say(REQUESTS, said)
        await gateway.controls.about()

    assert len(bot.commands) == 1


async def test_where_the_bot_is_away_commands_are_refused_and_clients_come_again(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with AsyncExitStack() as stack:
        async with telling(redis_server.url):
            url, _ = await stack.enter_async_context(serving(redis_server.url))
            client = await stack.enter_async_context(Client(url))
            await alerts(client, 1)
        with pytest.raises(Refused, match="the bot is not running"):
            await client.pause()
        async with listening(url) as newcomer:
            await sent_away(newcomer)
        # What this gateway has told itself, it tells without the bot.
        async with listening(url, auth={"last_seq": 0}) as known:
            await known.until(lambda told: len(told) == 2 and told[-1].seq == 1)

    assert "the bot is not running" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_gateway_ends_when_another_bot_speaks(redis_server: RedisServer) -> None:
    async with telling(redis_server.url) as (bot, _), gateway_side(redis_server.url) as gateway:
        server = web_server()
        follower = gateway.follower(server, server.start_over, about(bot.seq + 100).seq)
        with pytest.raises(UserError, match="another bot"):
            async with asyncio.timeout(20):
                await follower.run()


async def test_who_missed_more_than_is_kept_starts_over(redis_server: RedisServer) -> None:
    class Forgetful(FakeControls):
        async def events_after(self, seq: int) -> list[Sequenced] | None:
            return self.log[seq:] if self.seq - seq < 3 else None

    spoken = line(redis_server.url)
    broadcast = Broadcast(line=spoken, clock=CLOCK)
    bot = Forgetful(broadcast)
    await bot.tell(alert(1))
    async with (
        bot_side(redis_server.url, broadcast, bot, lambda: bot.seq),
        serving(redis_server.url) as (url, _),
        listening(url) as client,
    ):
        await client.welcomed()
        leaving = asyncio.create_task(sent_away(client))
        bot.publish_to(web_server())
        await bot.tell(*(alert(number) for number in range(2, 50)))
        await leaving
        async with listening(url, auth={"last_seq": 1}) as again:
            snapshot = await again.named("state_snapshot")
    await spoken.close()

    assert snapshot.payload["seq"] == 49


async def test_what_is_said_to_a_redis_that_is_away_is_lost_soon() -> None:
    spoken = line("redis://127.0.0.1:1/0")
    with pytest.raises(LostError):
        await spoken.say(EVENTS, {})
    assert not spoken.reached
    await spoken.close()
