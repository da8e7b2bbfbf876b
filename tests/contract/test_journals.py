"""The journals, each by the same suite."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.domain.ports import Journal
from tests.contract.journal_suite import JournalSuite
from tests.fakes.journal import FakeJournal


class TestFakeJournal(JournalSuite):
    @pytest.fixture
    def journal(self) -> Journal:
        return FakeJournal()


class TestSqlJournal(JournalSuite):
    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[Journal]:
        async with Database(tmp_path) as database:
            yield SqlJournal(database=database)
