"""Gateways while Redis dies or hangs, or the bot is away: a pause, and no hole."""

import asyncio
import time
from contextlib import AsyncExitStack

import aiohttp
import pytest

from abutre.adapters.relay import broadcast as broadcasting
from abutre.adapters.relay.broadcast import EVENTS, Broadcast
from abutre.adapters.relay.line import LostError
from abutre.client import Client, Refused
from abutre.domain.errors import UserError
from abutre.domain.events import Sequenced
from tests.fakes.controls import FakeControls
from tests.gateways import alerts, sent_away, serving, telling
from tests.redis_server import RedisServer
from tests.relayed import CLOCK, about, bot_side, gateway_side, line
from tests.web_client import alert, listening, web_server


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
        async with aiohttp.ClientSession() as session, session.get(f"{url}/api/status") as found:
            assert found.status == 503
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


async def test_what_got_lost_last_is_asked_for_without_another_event(redis_server: RedisServer) -> None:
    async with (
        telling(redis_server.url) as (bot, broadcast),
        serving(redis_server.url) as (url, _),
        Client(url) as client,
    ):
        seen = await alerts(client, 1)
        redis_server.kill()
        await bot.tell(alert(2), alert(3))
        async with asyncio.timeout(10):
            while broadcast.dropped < 2:  # noqa: ASYNC110 (a counter tells nobody)
                await asyncio.sleep(0.01)
        redis_server.start()
        seen += await alerts(client, 3)

    assert seen == [1, 2, 3]
