"""What every `Clock` does."""

import asyncio

import pytest

from abutre.domain.ports import Clock


class ClockSuite:
    """Subclasses provide `clock`."""

    @pytest.fixture
    def clock(self) -> Clock:
        raise NotImplementedError

    async def test_a_sleep_lasts_as_long_as_it_says(self, clock: Clock) -> None:
        before = clock.monotonic()
        await clock.sleep(0.05)
        assert clock.monotonic() - before >= 0.049

    async def test_time_does_not_go_back(self, clock: Clock) -> None:
        wall, steady = clock.now(), clock.monotonic()
        for seconds in (0, 0.01, 0):
            await clock.sleep(seconds)
            assert clock.now() >= wall
            assert clock.monotonic() >= steady
            wall, steady = clock.now(), clock.monotonic()

    async def test_sleep_is_no_work(self, clock: Clock) -> None:
        before = clock.worked()
        await clock.sleep(0.05)
        assert 0 <= clock.worked() - before < 0.05

    async def test_now_is_whole_seconds_of_this_age(self, clock: Clock) -> None:
        now = clock.now()
        assert isinstance(now, int)
        assert 1_600_000_000 < now < 10**11

    @pytest.mark.parametrize("seconds", [0, -1])
    async def test_a_sleep_of_nothing_gives_others_a_turn(self, clock: Clock, seconds: float) -> None:
        turns: list[str] = []
        task = asyncio.create_task(_note(turns))
        before = clock.monotonic()
        await clock.sleep(seconds)
        assert turns == ["another"]
        assert clock.monotonic() - before < 0.5
        await task

    async def test_sleepers_wake_in_the_order_of_their_time(self, clock: Clock) -> None:
        woken: list[float] = []

        async def sleeper(seconds: float) -> None:
            await clock.sleep(seconds)
            woken.append(seconds)

        await asyncio.gather(*(sleeper(seconds) for seconds in (0.09, 0.01, 0.05)))
        assert woken == [0.01, 0.05, 0.09]

    async def test_a_cancelled_sleep_ends_at_once_and_holds_nobody_up(self, clock: Clock) -> None:
        long = asyncio.create_task(clock.sleep(0.01))
        await asyncio.sleep(0)
        long.cancel()
        with pytest.raises(asyncio.CancelledError):
            await long
        await clock.sleep(0.02)


async def _note(turns: list[str]) -> None:
    turns.append("another")
