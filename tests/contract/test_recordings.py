"""The recordings, each by the same suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.recording import SqlRecording
from abutre.adapters.store.server import Server
from abutre.domain.ports import Journal
from abutre.domain.recording import Recording
from tests.contract.recording_suite import RecordingSuite
from tests.fakes.journal import FakeJournal
from tests.fakes.recording import FakeRecording


class TestFakeRecording(RecordingSuite):
    @pytest.fixture
    def journal(self) -> FakeJournal:
        return FakeJournal()

    @pytest.fixture
    def recording(self, journal: Journal) -> Recording:
        assert isinstance(journal, FakeJournal)
        return FakeRecording(journal)


class TestSqliteRecording(RecordingSuite):
    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[Journal]:
        async with Database(tmp_path) as database:
            yield SqlJournal(database=database)

    @pytest.fixture
    def recording(self, journal: Journal, tmp_path: Path) -> Recording:
        assert isinstance(journal, SqlJournal)
        return SqlRecording(tmp_path)


class TestPostgresqlRecording(RecordingSuite):
    @pytest.fixture
    async def journal(self, server: Server) -> AsyncIterator[Journal]:
        async with Database(server) as database:
            yield SqlJournal(database=database)

    @pytest.fixture
    def recording(self, journal: Journal, server: Server) -> Recording:
        assert isinstance(journal, SqlJournal)
        return SqlRecording(server)
