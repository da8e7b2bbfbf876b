"""The settings repositories, each by the same suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.server import Server
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.domain.archive import SettingsRepository
from tests.contract.settings_repository_suite import SettingsRepositorySuite
from tests.fakes.settings_repository import FakeSettingsRepository


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
