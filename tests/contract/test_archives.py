"""The archives, each by the same suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.store.archive import SqlArchive
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.server import Server
from abutre.domain.archive import Archive
from abutre.domain.ports import Journal
from tests.contract.archive_suite import ArchiveSuite
from tests.fakes.archive import FakeArchive
from tests.fakes.controls import FakeControls
from tests.fakes.journal import FakeJournal
from tests.fakes.publisher import FakePublisher
from tests.redis_server import RedisServer
from tests.relayed import CLOCK, bot_side, gateway_side, line


class TestFakeArchive(ArchiveSuite):
    @pytest.fixture
    def kept(self) -> tuple[Journal, Archive]:
        journal = FakeJournal()
        return journal, FakeArchive(journal)


class TestSqliteArchive(ArchiveSuite):
    @pytest.fixture
    async def kept(self, tmp_path: Path) -> AsyncIterator[tuple[Journal, Archive]]:
        async with Database(tmp_path) as database:
            yield SqlJournal(database=database), SqlArchive(database=database)


class TestPostgresqlArchive(ArchiveSuite):
    @pytest.fixture
    async def kept(self, server: Server) -> AsyncIterator[tuple[Journal, Archive]]:
        async with Database(server) as database:
            yield SqlJournal(database=database), SqlArchive(database=database)


class TestRelayedArchive(ArchiveSuite):
    @pytest.fixture
    async def kept(self, redis_server: RedisServer) -> AsyncIterator[tuple[Journal, Archive]]:
        journal, spoken = FakeJournal(), line(redis_server.url)
        broadcast, bot = Broadcast(line=spoken, clock=CLOCK), FakeControls(FakePublisher())
        async with (
            bot_side(redis_server.url, broadcast, bot, lambda: bot.seq, archive=FakeArchive(journal)),
            gateway_side(redis_server.url) as gateway,
        ):
            yield journal, gateway.archive
        await spoken.close()
