"""A bot, a Redis and gateways in processes of their own, as a user runs them."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from abutre.client import Client
from tests.bot_process import PATIENCE, bot, launch
from tests.redis_server import RedisServer
from tests.relayed import SECRET


@asynccontextmanager
async def gateway(data_dir: Path, environment: dict[str, str]) -> AsyncIterator[tuple[str, int]]:
    """Start a gateway; its address and its process. It is gone afterwards."""
    process = await launch(["gateway", "--port", "0", "--data-dir", str(data_dir)], (), environment)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            greeting = (await process.stdout.readline()).decode().strip()
        assert greeting.startswith("Abutre's gateway is running at "), (await process.communicate())[1]
        yield greeting.rpartition(" ")[2], process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            _, err = await process.communicate()
        assert b"Traceback" not in err, err.decode()


async def seqs(client: Client, count: int) -> list[int]:
    """The numbers of the next `count` updates that have one."""
    found: list[int] = []
    async with asyncio.timeout(60):
        async for update in client.updates():
            if update.seq is not None:
                found.append(update.seq)
            if len(found) == count:
                break
    return found


def environment_of(redis_server: RedisServer) -> dict[str, str]:
    return {"ABUTRE_SOCKETIO_REDIS": redis_server.url, "ABUTRE_REDIS_SECRET": SECRET}


@pytest.mark.timeout(240)
async def test_clients_miss_nothing_while_gateway_redis_and_bot_are_killed(
    tmp_path: Path, redis_server: RedisServer
) -> None:
    environment = environment_of(redis_server)
    async with AsyncExitStack() as stack:
        first_bot = await stack.enter_async_context(
            bot(tmp_path / "bot", "--speed", "1000", environment=environment)
        )
        one, doomed = await stack.enter_async_context(gateway(tmp_path / "one", environment))
        other, _ = await stack.enter_async_context(gateway(tmp_path / "other", environment))
        async with Client(one) as client:
            seen = await seqs(client, 50)
            os.kill(doomed, signal.SIGKILL)
        client = await stack.enter_async_context(Client(other, last_seq=seen[-1]))
        seen += await seqs(client, 50)
        redis_server.kill()
        redis_server.start()
        seen += await seqs(client, 100)
        first_bot.signal(signal.SIGKILL)
        await first_bot.ended()
        await stack.enter_async_context(bot(tmp_path / "bot", "--speed", "1000", environment=environment))
        seen += await seqs(client, 100)

    assert seen == list(range(seen[0], seen[0] + 300))


async def test_a_gateway_answers_as_the_bot_does(tmp_path: Path, redis_server: RedisServer) -> None:
    environment = environment_of(redis_server)
    async with (
        bot(tmp_path / "bot", "--speed", "1000", environment=environment) as trading,
        gateway(tmp_path / "gateway", environment) as (url, _),
        aiohttp.ClientSession() as session,
        Client(url) as client,
    ):
        await client.pause()
        await client.update_settings(max_level=7)
        for path in ("settings", "settings/history", "levels"):
            assert await answer(session, url, path) == await answer(session, trading.url, path)
        for path in ("trades", "contracts", "candles", "equity", "alerts", "status"):
            assert (await answer(session, url, path)).keys() == (
                await answer(session, trading.url, path)
            ).keys()
        async with session.get(f"{url}healthz") as alive, session.get(f"{url}metrics") as figures:
            assert alive.status == 200
            assert "abutre_clients 1.0" in await figures.text()
        async with session.get(f"{trading.url}metrics") as figures:
            assert "abutre_redis_up 1.0" in await figures.text()
        ready = await ready_checks(session, url)
        assert set(ready) == {"feed", "broker", "store", "purchases", "bot", "redis"}
        assert (ready["bot"], ready["redis"]) == ("ok", "ok")


async def answer(session: aiohttp.ClientSession, url: str, path: str) -> dict[str, Any]:
    async with session.get(f"{url}api/{path}") as found:
        assert found.status == 200
        read: dict[str, Any] = await found.json()
        return read


async def ready_checks(session: aiohttp.ClientSession, url: str) -> dict[str, str]:
    """The checks of /readyz, once the bot was heard."""
    async with asyncio.timeout(10):
        while True:
            async with session.get(f"{url}readyz") as found:
                checks: dict[str, str] = (await found.json())["checks"]
            if "feed" in checks:
                return checks
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("gateway",), {}, "ABUTRE_SOCKETIO_REDIS"),
        (("gateway", "--socketio-redis", "redis://127.0.0.1:1"), {}, "ABUTRE_REDIS_SECRET"),
        (("serve", "--socketio-redis", "redis://127.0.0.1:1"), {"ABUTRE_REDIS_SECRET": "short"}, "32 bytes"),
        (("gateway", "--socketio-redis", "http://x"), {"ABUTRE_REDIS_SECRET": SECRET}, "redis://HOST"),
        (("gateway", "--host", "0.0.0.0"), {}, "ABUTRE_AUTH_SECRET"),  # noqa: S104 (must be refused)
    ],
    ids=["no redis", "no secret", "short secret", "no address", "no tokens"],
)
async def test_what_is_not_right_is_said_before_anything_starts(
    arguments: tuple[str, ...], environment: dict[str, str], message: str, tmp_path: Path
) -> None:
    process = await launch([*arguments, "--data-dir", str(tmp_path)], (), environment)
    async with asyncio.timeout(PATIENCE):
        _, told = await process.communicate()

    assert process.returncode == 2
    assert message in told.decode()
    assert "Traceback" not in told.decode()
