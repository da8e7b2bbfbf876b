"""The contract of `Controls`, kept by the fake, the service on fakes, and a gateway in front of it."""

from collections.abc import AsyncIterator

import pytest

from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.relay.controls import RelayedControls
from abutre.app.services.control import Control
from abutre.domain.commands import BotCommand, Verb
from tests.contract.controls_suite import ControlsSuite
from tests.desk import Desk
from tests.fakes.controls import FakeControls
from tests.fakes.publisher import FakePublisher
from tests.redis_server import RedisServer
from tests.relayed import CLOCK, bot_side, gateway_side, line


@pytest.fixture
def published() -> FakePublisher:
    return FakePublisher()


class TestFakeControls(ControlsSuite):
    @pytest.fixture
    async def controls(self, published: FakePublisher) -> FakeControls:
        controls = FakeControls(published)
        await controls.command(BotCommand(verb=Verb.START))
        return controls


class TestControl(ControlsSuite):
    @pytest.fixture
    async def desk(self) -> AsyncIterator[Desk]:
        desk = Desk()
        async with desk.open():
            yield desk

    @pytest.fixture
    def published(self, desk: Desk) -> FakePublisher:
        return desk.publisher

    @pytest.fixture
    def controls(self, desk: Desk) -> Control:
        return desk.control


class TestRelayedControls(ControlsSuite):
    @pytest.fixture
    async def desk(self) -> AsyncIterator[Desk]:
        desk = Desk()
        async with desk.open():
            yield desk

    @pytest.fixture
    def published(self, desk: Desk) -> FakePublisher:
        return desk.publisher

    @pytest.fixture
    async def controls(self, desk: Desk, redis_server: RedisServer) -> AsyncIterator[RelayedControls]:
        spoken = line(redis_server.url)
        broadcast = Broadcast(line=spoken, clock=CLOCK)
        async with (
            bot_side(redis_server.url, broadcast, desk.control, lambda: desk.trader.latest.seq),
            gateway_side(redis_server.url) as gateway,
        ):
            yield gateway.controls
        await spoken.close()
