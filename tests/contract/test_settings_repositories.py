"""The settings repositories, and a gateway's reading of one, each by the same suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.store.database import Database
from abutre.adapters.store.server import Server
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.domain.archive import SettingsRepository
from tests.contract.settings_repository_suite import Kept, SettingsReadingSuite, SettingsRepositorySuite
from tests.fakes.controls import FakeControls
from tests.fakes.publisher import FakePublisher
from tests.fakes.settings_repository import FakeSettingsRepository
from tests.redis_server import RedisServer
from tests.relayed import CLOCK, bot_side, gateway_side, line


class TestFakeSettingsRepository(SettingsRepositorySuite):
    @pytest.fixture
    def repository(self) -> SettingsRepository:
        return FakeSettingsRepository()


class TestSqliteSettingsRepository(SettingsRepositorySuite):
    @pytest.fixture
    async def repository(self, tmp_path: Path) -> AsyncIterator[SettingsRepository]:
        async with Database(tmp_path) as database:
            yield SqlSettingsRepository(database=database)


class TestPostgresqlSettingsRepository(SettingsRepositorySuite):
    @pytest.fixture
    async def repository(self, server: Server) -> AsyncIterator[SettingsRepository]:
        async with Database(server) as database:
            yield SqlSettingsRepository(database=database)


class TestRelayedSettings(SettingsReadingSuite):
    @pytest.fixture
    async def kept(self, redis_server: RedisServer) -> AsyncIterator[Kept]:
        repository, spoken = FakeSettingsRepository(), line(redis_server.url)
        broadcast, bot = Broadcast(line=spoken, clock=CLOCK), FakeControls(FakePublisher())
        async with (
            bot_side(redis_server.url, broadcast, bot, lambda: bot.seq, settings=repository),
            gateway_side(redis_server.url) as gateway,
        ):
            yield repository, gateway.settings
        await spoken.close()
