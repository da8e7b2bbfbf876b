"""The engine suite on every engine."""

import pytest

from abutre.adapters.core.engine import RustEngineFactory
from abutre.domain.ports import EngineFactory
from tests.contract.engine_suite import EngineSuite
from tests.fakes.engine import FakeEngineFactory


class TestRustEngine(EngineSuite):
    @pytest.fixture
    def factory(self) -> EngineFactory:
        return RustEngineFactory()


class TestFakeEngine(EngineSuite):
    @pytest.fixture
    def factory(self) -> EngineFactory:
        return FakeEngineFactory()
