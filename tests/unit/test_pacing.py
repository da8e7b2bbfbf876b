"""How fast market time passes."""

import asyncio

from abutre.domain.model import Candle, Tick
from abutre.domain.pacing import Pace, market_time
from tests.fakes.clock import FakeClock


def test_a_candle_is_known_when_it_has_closed() -> None:
    assert market_time(Candle(open_time=120, open=1, high=1, low=1, close=1)) == 180
    assert market_time(Tick(epoch=121, quote=1)) == 121


async def test_the_first_moment_is_due_at_once_and_the_others_at_their_distance() -> None:
    clock = FakeClock()
    pace = Pace(speed=600, clock=clock)
    start = clock.monotonic()
    due = []
    for epoch in (1_000, 1_060, 1_600, 7_000):
        await pace.reach(epoch)
        due.append(round(clock.monotonic() - start, 6))
    assert due == [0, 0.1, 1, 10]


async def test_a_slow_consumer_is_caught_up_with_and_not_delayed_further() -> None:
    clock = FakeClock()
    pace = Pace(speed=1, clock=clock)
    start = clock.monotonic()
    seen = []
    for epoch in range(0, 12, 2):
        await pace.reach(epoch)
        seen.append(clock.monotonic() - start)
        if epoch == 2:
            clock.advance(5)
    assert seen == [0, 2, 7, 7, 8, 10]


async def test_waiting_does_not_drift() -> None:
    clock = FakeClock()
    pace = Pace(speed=7, clock=clock)
    start = clock.monotonic()
    for epoch in range(10_001):
        await pace.reach(epoch)
    assert abs(clock.monotonic() - start - 10_000 / 7) < 1e-3


async def test_at_speed_zero_no_time_passes_and_others_get_their_turn() -> None:
    clock = FakeClock()
    pace = Pace(speed=0, clock=clock)
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    before = clock.monotonic()
    task = asyncio.create_task(other())
    for epoch in range(0, 60_000, 60):
        await pace.reach(epoch)
    task.cancel()
    assert clock.monotonic() == before
    assert turns >= 10
