"""The journals, each by the same suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.server import Server
from abutre.domain.ports import Journal
from tests.contract.journal_suite import JournalSuite
from tests.fakes.journal import FakeJournal


class TestFakeJournal(JournalSuite):
    @pytest.fixture
    def journal(self) -> Journal:
        return FakeJournal()


class TestSqliteJournal(JournalSuite):
    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[Journal]:
        async with Database(tmp_path) as database:
            yield SqlJournal(database=database)


class TestPostgresqlJournal(JournalSuite):
    @pytest.fixture
    async def journal(self, server: Server) -> AsyncIterator[Journal]:
        async with Database(server) as database:
            yield SqlJournal(database=database)
