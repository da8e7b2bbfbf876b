"""The line to a real Redis that is away, or does not let the bot in: what is said, and to whom."""

import asyncio
import logging

import pytest

from abutre.adapters.relay.line import LostError
from tests.redis_server import PASSWORD, RedisServer
from tests.relayed import cancelled, line

REFUSED = "Redis refuses the user or the password"


async def nothing(_said: object) -> None:
    """Take a message."""


@pytest.mark.parametrize("password", [":wrong-Passw0rd@", ""], ids=["wrong", "none"])
async def test_a_redis_that_refuses_the_password_is_not_called_away(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture, password: str
) -> None:
    spoken = line(redis_server.url.replace(f":{PASSWORD}@", password))
    with pytest.raises(LostError, match=REFUSED):
        await spoken.say("events", "x")
    with pytest.raises(LostError, match=REFUSED):
        await spoken.check()
    assert not spoken.reached
    await spoken.close()
    assert REFUSED in caplog.text
    assert "wrong-Passw0rd" not in caplog.text


async def test_a_listener_that_is_refused_says_so_too(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    spoken = line(redis_server.url.replace(PASSWORD, "wrong-Passw0rd"))
    listening = asyncio.create_task(spoken.listen("events", nothing))
    async with asyncio.timeout(10):
        while REFUSED not in caplog.text:  # noqa: ASYNC110 (a log has no event)
            await asyncio.sleep(0.01)
    await cancelled([listening])
    await spoken.close()


async def test_a_redis_that_answers_is_well_and_one_that_is_gone_is_away(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    spoken = line(redis_server.url)
    await spoken.check()
    await spoken.say("events", "x")
    redis_server.kill()
    with pytest.raises(LostError, match="Redis cannot be reached"):
        await spoken.check()
    with pytest.raises(LostError, match="Redis cannot be reached"):
        await spoken.say("events", "x")
    await spoken.close()
    assert "Redis is reached" in caplog.text
    assert "Redis cannot be reached; it is tried again every second" in caplog.text


async def test_who_is_told_to_end_ends_at_whatever_moment(
    redis_server: RedisServer,
) -> None:
    lasting = []
    for turns in range(200):
        spoken = line(redis_server.url)
        tasks = {
            asyncio.create_task(spoken.listen("news", nothing)),
            asyncio.create_task(spoken.say("news", 1)),
        }
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        _, still = await asyncio.wait(tasks, timeout=1)
        lasting += [turns] * len(still)
        for task in still:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await spoken.close()
    assert lasting == []
