"""Two gateways behind a real Redis: the same events and answers for all, and nobody else has a say."""

import asyncio

from abutre.adapters.relay.broadcast import EVENTS
from abutre.adapters.relay.desk import REQUESTS
from abutre.client import Client
from tests.gateways import alerts, numbers, serving, telling
from tests.node import node
from tests.redis_server import RedisServer
from tests.relayed import line
from tests.web_client import alert, listening

OTHER_SECRET = "another secret, of 32 bytes and more as well"  # noqa: S105 (opens nothing)


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
