import asyncio
from time import monotonic

import pytest

from abutre.simulator.clock import SimulatorClock
from tests.manual_clock import ManualClock
from tests.simulated_exchange import START


async def test_market_time_runs_as_many_times_faster_as_asked() -> None:
    clock = SimulatorClock(speed=1000, start=START)
    began = monotonic()

    await clock.sleep_until(START + 50)

    taken = monotonic() - began
    assert clock.now() >= START + 50
    assert 0.05 <= taken < 1


async def test_a_time_that_is_over_is_not_waited_for() -> None:
    clock = SimulatorClock(speed=1, start=START)

    await asyncio.wait_for(clock.sleep_until(START), 0.5)

    assert clock.now() == START


@pytest.mark.parametrize("speed", [0, -1])
def test_a_speed_that_leads_nowhere_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match=f"speed is {speed}"):
        SimulatorClock(speed=speed, start=START)


async def test_a_manual_clock_wakes_whoever_waits_for_its_time_and_no_one_else() -> None:
    clock = ManualClock(START)
    soon, late = (asyncio.create_task(clock.sleep_until(START + delay)) for delay in (5, 50))
    await asyncio.sleep(0)

    clock.advance(5)
    await asyncio.wait_for(soon, 1)

    assert clock.now() == START + 5
    assert not late.done()
    clock.advance(45)
    await asyncio.wait_for(late, 1)
