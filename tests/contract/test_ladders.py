"""The ladder suite on every ladder."""

import pytest

from abutre.adapters.core.parts import RustStakeLadder
from tests.contract.ladder_suite import LadderSuite, MakeLadder
from tests.fakes.core import FakeStakeLadder


class TestRustStakeLadder(LadderSuite):
    @pytest.fixture
    def make_ladder(self) -> MakeLadder:
        return RustStakeLadder


class TestFakeStakeLadder(LadderSuite):
    @pytest.fixture
    def make_ladder(self) -> MakeLadder:
        return FakeStakeLadder
