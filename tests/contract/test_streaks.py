"""The streak suite on every counter."""

import pytest

from abutre.adapters.core.parts import RustStreakCounter
from tests.contract.streak_suite import MakeCounter, StreakSuite
from tests.fakes.core import FakeStreakCounter


class TestRustStreakCounter(StreakSuite):
    @pytest.fixture
    def make_counter(self) -> MakeCounter:
        return RustStreakCounter


class TestFakeStreakCounter(StreakSuite):
    @pytest.fixture
    def make_counter(self) -> MakeCounter:
        return FakeStreakCounter
