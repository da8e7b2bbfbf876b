"""A bot that tells gateways, and gateways with their sites, over a real Redis in one process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from abutre.adapters.relay.broadcast import Broadcast
from abutre.client import Client
from tests.fakes.controls import FakeControls
from tests.relayed import CLOCK, Gateway, bot_side, cancelled, gateway_side, line
from tests.web_client import Listener, Told, alert, site_of, web_server


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
