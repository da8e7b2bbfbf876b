"""The clock suite on every clock."""

import pytest

from abutre.adapters.system.clock import SystemClock
from abutre.domain.ports import Clock
from tests.contract.clock_suite import ClockSuite
from tests.fakes.clock import FakeClock


class TestSystemClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestFakeClock(ClockSuite):
    @pytest.fixture
    def clock(self) -> Clock:
        return FakeClock()


async def test_time_of_the_fake_passes_by_sleeping_only() -> None:
    clock = FakeClock(now=1_700_000_000)
    assert clock.now() == 1_700_000_000
    await clock.sleep(86_400)
    assert clock.now() == 1_700_086_400
    clock.advance(0.5)
    assert clock.monotonic() == 1_700_086_400.5
    assert clock.worked() == 0


def test_who_works_is_seen_to_work() -> None:
    system, fake = SystemClock(), FakeClock()
    began = system.worked(), fake.worked()
    fake.work(0.5)
    while system.worked() == began[0]:
        pass
    assert fake.worked() - began[1] == fake.monotonic() - 1_700_000_000 == 0.5
