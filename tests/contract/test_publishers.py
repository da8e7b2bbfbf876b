"""The contract of `EventPublisher`, kept by the fake, the Socket.IO server, and the way over Redis."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer as LocalServer

from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.web.sockets import WebSocketServer
from abutre.domain.events import Sequenced
from abutre.domain.model import BotState, Tick
from tests.contract.publisher_suite import ONE_OF_EACH, PublisherSuite, Witness
from tests.fakes.controls import FakeControls
from tests.fakes.publisher import FakePublisher
from tests.raw_client import speaking
from tests.redis_server import RedisServer
from tests.relayed import CLOCK, bot_side, gateway_side, line
from tests.web_client import Listener, listening, web_server


class Reader:
    """Reads what a fake has kept."""

    def __init__(self, publisher: FakePublisher) -> None:
        self._publisher = publisher

    async def seqs(self, count: int) -> list[int]:
        return [event.seq for event in self._publisher.published[:count]]


class Socket:
    """A Socket.IO client that came before the first event."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    async def seqs(self, count: int) -> list[int]:
        told = await self._listener.until(lambda told: len([t for t in told if t.name != "tick"]) > count)
        return [event.seq for event in told[1:] if event.seq is not None]


class TestFakePublisher(PublisherSuite):
    @pytest.fixture
    def publisher(self) -> FakePublisher:
        return FakePublisher()

    @pytest.fixture
    def witness(self, publisher: FakePublisher) -> Witness:
        return Reader(publisher)


class TestWebSocketServer(PublisherSuite):
    @pytest.fixture
    def publisher(self) -> WebSocketServer:
        return web_server()

    @pytest.fixture
    async def witness(self, publisher: WebSocketServer) -> AsyncIterator[Witness]:
        app = web.Application()
        publisher.attach(app)
        async with LocalServer(app) as site, listening(str(site.make_url("/"))) as listener:
            await listener.count(1)
            yield Socket(listener)
            await publisher.close()

    async def test_nobody_listening_is_no_fault(self) -> None:
        publisher = web_server()

        for number, event in enumerate(ONE_OF_EACH, start=1):
            await publisher.publish(Sequenced(seq=number, event=event))

        assert publisher.last_seq == len(ONE_OF_EACH)

    async def test_a_client_that_vanishes_is_no_fault(self, publisher: WebSocketServer) -> None:
        app = web.Application()
        publisher.attach(app)
        async with LocalServer(app) as site:
            async with speaking(str(site.make_url("/"))) as leaver:
                await leaver.connect()
                leaver.vanish()
                for number in range(1, 101):
                    await publisher.emit_bot_status(BotState.RUNNING, str(number))
            async with listening(str(site.make_url("/"))) as later:
                await later.count(1)
                await publisher.emit_bot_status(BotState.RUNNING, "later")
                told = await later.count(2)
            await publisher.close()

        assert told[-1].payload == {
            "status": "RUNNING",
            "message": "later",
            "timestamp": "2025-01-21T14:30:00Z",
        }
        assert told[-1].seq == 101


class Remembered(FakeControls):
    """Remembers what somebody else numbered, as the journal does before it is told."""

    async def events_after(self, seq: int) -> Sequence[Sequenced] | None:
        return [event for event in self.log if event.seq > seq]


class Journaled:
    """Notes every event before it is published, as the trader does."""

    def __init__(self, broadcast: Broadcast, bot: Remembered) -> None:
        self._broadcast = broadcast
        self._bot = bot

    async def publish(self, event: Sequenced) -> None:
        self._bot.log.append(event)
        await self._broadcast.publish(event)

    async def emit_tick(self, tick: Tick) -> None:
        await self._broadcast.emit_tick(tick)


class AtGateway(FakePublisher):
    """What a gateway publishes to, and who reads it there."""

    def __init__(self) -> None:
        super().__init__()
        self._told = asyncio.Condition()

    async def publish(self, event: Sequenced) -> None:
        async with self._told:
            await super().publish(event)
            self._told.notify_all()

    async def seqs(self, count: int) -> list[int]:
        async with asyncio.timeout(20), self._told:
            await self._told.wait_for(lambda: len(self.published) >= count)
        return [event.seq for event in self.published]


class TestBroadcast(PublisherSuite):
    @pytest.fixture
    async def relayed(self, redis_server: RedisServer) -> AsyncIterator[tuple[Journaled, AtGateway]]:
        spoken, told = line(redis_server.url), AtGateway()
        broadcast, bot = Broadcast(line=spoken, clock=CLOCK), Remembered(FakePublisher())
        newest = lambda: bot.log[-1].seq if bot.log else 0  # noqa: E731 (one look at a list)
        async with (
            bot_side(redis_server.url, broadcast, bot, newest),
            gateway_side(redis_server.url) as gateway,
        ):
            follower = gateway.follower(told, lambda: None, 0)
            following = asyncio.create_task(follower.run())
            yield Journaled(broadcast, bot), told
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        await spoken.close()

    @pytest.fixture
    def publisher(self, relayed: tuple[Journaled, AtGateway]) -> Journaled:
        return relayed[0]

    @pytest.fixture
    def witness(self, relayed: tuple[Journaled, AtGateway]) -> Witness:
        return relayed[1]
