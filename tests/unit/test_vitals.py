"""When something that the bot stands on is bad, no new sequence begins until it is well again."""

import asyncio

import pytest

from abutre.app.services.vitals import (
    LARGEST_DRIFT,
    LEAST_DISK,
    LEAST_MEMORY,
    LOOK_EVERY,
    SLOWEST_COMMIT,
    STEADY,
    Watch,
    pump_vitals,
)
from abutre.domain.errors import UserError
from abutre.domain.events import BotStatus
from abutre.domain.facts import Held
from abutre.domain.records import Entry
from tests.desk import START, Desk
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeFeed
from tests.fakes.host import FakeHost


class JumpingClock(FakeClock):
    """A host's clock that somebody sets."""

    def __init__(self) -> None:
        super().__init__(START)
        self.shift = 0

    def now(self) -> int:
        return super().now() + self.shift


class World:
    """A desk, its host, its clock, and a market in real time."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.host = FakeHost()
        self.clock = JumpingClock()
        self.feed = FakeFeed(())
        self.feed.time = START
        self.closed: str | None = None
        self.watch = Watch(
            host=self.host,
            clock=self.clock,
            trader=self.desk.trader,
            market=self.feed,
            closed=lambda: self.closed,
        )

    async def later(self, seconds: float = LOOK_EVERY) -> str | None:
        """Look again, so many seconds later; the market keeps up."""
        self.clock.advance(seconds)
        self.feed.time += int(seconds)
        return await self.watch.look()


@pytest.fixture
def world() -> World:
    return World()


async def test_nothing_speaks_against_a_machine_that_is_well(world: World) -> None:
    assert await world.watch.look() is None
    assert await world.later() is None


@pytest.mark.parametrize(
    ("disk", "memory", "found"),
    [
        (LEAST_DISK, LEAST_MEMORY, None),
        (LEAST_DISK - 1, None, "less than 100 MB left on the disk of the data directory"),
        (None, LEAST_MEMORY - 1, "less than 64 MB of memory left"),
        (None, None, None),
    ],
)
async def test_a_shortage_is_told(
    world: World, disk: int | None, memory: int | None, found: str | None
) -> None:
    world.host.free_disk, world.host.free_memory = disk, memory
    assert await world.watch.look() == found


async def test_a_broker_that_takes_no_purchases_is_told(world: World) -> None:
    world.closed = "Deriv's site is down"
    assert await world.watch.look() == "Deriv's site is down"
    world.closed = None
    assert await world.later(STEADY) is None


async def test_it_must_be_well_for_a_minute(world: World) -> None:
    world.host.free_disk = 0
    assert await world.watch.look() is not None
    world.host.free_disk = LEAST_DISK
    assert await world.later(STEADY - 1) is not None
    assert await world.later(1) is None


@pytest.mark.parametrize(("shift", "way"), [(7, "forward"), (-7, "back")])
async def test_a_jump_of_the_hosts_clock_is_told(world: World, shift: int, way: str) -> None:
    world.clock.shift = shift
    assert await world.later() == f"the host's clock jumped {way}"
    assert await world.later() is not None
    assert await world.later(STEADY) is None


async def test_a_second_is_no_jump(world: World) -> None:
    world.clock.shift = 1
    assert await world.later() is None


@pytest.mark.parametrize(("drift", "where"), [(-1, "behind"), (1, "ahead of")])
async def test_a_market_far_from_the_hosts_time_is_told(world: World, drift: int, where: str) -> None:
    world.feed.time += drift * LARGEST_DRIFT
    assert await world.later() is None
    world.feed.time += drift
    assert await world.later() == f"the market's time is more than {LARGEST_DRIFT} s {where} the host's clock"


async def test_a_broker_without_the_time_is_told(world: World) -> None:
    async def unknown() -> int:
        raise UserError("away")

    world.feed.now = unknown  # type: ignore[method-assign] # (the connection is lost now)
    assert await world.later() == "the broker does not tell its time"


async def test_a_market_of_another_time_is_not_compared(world: World) -> None:
    watch = Watch(
        host=world.host, clock=world.clock, trader=world.desk.trader, market=None, closed=lambda: None
    )
    world.feed.time += 10**6
    assert await watch.look() is None


async def test_a_slow_store_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = world.desk
    commit = desk.journal.commit

    async def slowly(entry: Entry) -> None:
        desk.clock.advance(SLOWEST_COMMIT + 0.5)
        await commit(entry)

    async with desk.open():
        monkeypatch.setattr(desk.journal, "commit", slowly)
        await desk.candles("R")
        assert await world.watch.look() == "the store takes more than 2 s to keep an entry"


async def test_the_bot_is_told_once_and_told_of_the_end(world: World) -> None:
    desk = world.desk
    world.host.free_disk = 0
    async with desk.open():
        watch = Watch(
            host=world.host, clock=world.clock, trader=desk.trader, market=None, closed=lambda: None
        )
        pumping = asyncio.create_task(pump_vitals(watch, desk.trader, world.clock))
        while world.clock.monotonic() < START + 4 * LOOK_EVERY:  # noqa: ASYNC110 (turns of the loop)
            await asyncio.sleep(0)
        assert "left on the disk" in desk.trader.latest.bot_status.message
        world.host.free_disk = LEAST_DISK
        while "disk" in desk.trader.latest.bot_status.message:  # noqa: ASYNC110 (as above)
            await asyncio.sleep(0)
        pumping.cancel()
    held = [fact for entry in desk.journal.entries for fact in entry.facts if isinstance(fact, Held)]
    assert [fact.reason is None for fact in held] == [False, True]
    assert len([event for event in desk.publisher.events() if isinstance(event, BotStatus)]) == 3
