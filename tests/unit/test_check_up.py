"""What a bot needs of its host and its market, with a host and a market that are not as they should be."""

import pytest

from abutre.app.services.check_up import (
    LARGEST_SKEW,
    SLOWEST_ANSWER,
    check_clock,
    check_disk,
    check_latency,
    found,
)
from abutre.app.services.vitals import LEAST_DISK
from abutre.domain.errors import UserError
from abutre.domain.model import Quote
from tests.fakes.broker import FakeBroker
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeFeed
from tests.fakes.host import FakeHost


class Market(FakeFeed):
    """A market whose clock is off by so many seconds."""

    def __init__(self, clock: FakeClock, off: int) -> None:
        super().__init__((), None)
        self._clock = clock
        self._off = off

    async def now(self) -> int:
        return self._clock.now() + self._off


class Slow(FakeBroker):
    """A broker that takes so many seconds for a quote."""

    def __init__(self, clock: FakeClock, seconds: float) -> None:
        super().__init__()
        self._clock = clock
        self._seconds = seconds

    async def quote(self) -> Quote:
        self._clock.advance(self._seconds)
        return await super().quote()


@pytest.mark.parametrize("off", [0, LARGEST_SKEW, -LARGEST_SKEW])
async def test_clocks_that_agree_within_seconds_are_well(off: int) -> None:
    clock = FakeClock()
    assert "within" in await check_clock(Market(clock, off), clock)


@pytest.mark.parametrize(("off", "where"), [(60, "60 s behind"), (-60, "60 s ahead of")])
async def test_a_host_whose_clock_is_off_is_told_so(off: int, where: str) -> None:
    clock = FakeClock()
    with pytest.raises(UserError, match=f"{where} the broker's.*NTP"):
        await check_clock(Market(clock, off), clock)


async def test_too_little_disk_is_said_in_megabytes() -> None:
    host = FakeHost()
    host.free_disk = LEAST_DISK
    assert await check_disk(host) == "100 MB left"
    host.free_disk = LEAST_DISK - 1
    with pytest.raises(UserError, match="99 MB left, expected at least 100 MB; make room"):
        await check_disk(host)


async def test_answers_that_take_too_long_are_named() -> None:
    clock = FakeClock()
    assert await check_latency(Slow(clock, 0.25), clock) == "round trips of 250 ms, the slowest 250 ms"
    with pytest.raises(UserError, match="faster line"):
        await check_latency(Slow(clock, SLOWEST_ANSWER + 0.5), clock)


async def test_a_user_error_is_a_finding_and_any_other_a_bug() -> None:
    async def fails(error: Exception) -> str:
        raise error

    finding = await found("disk", fails(UserError("full; make room")))
    assert (finding.about, finding.told, finding.is_well) == ("disk", "full; make room", False)
    with pytest.raises(ZeroDivisionError):
        await found("disk", fails(ZeroDivisionError()))
