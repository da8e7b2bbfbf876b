"""An order goes first: the network waits for it, but not for ever."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from abutre.app.services.precedence import AT_ONCE, LONGEST_REST, SHARE, Precedence
from tests.desk import Desk
from tests.fakes.clock import FakeClock


async def test_who_comes_while_an_order_goes_out_waits_until_it_is_out() -> None:
    precedence = Precedence(FakeClock())
    with precedence.taken():
        waiting = asyncio.create_task(precedence.turn())
        for _ in range(10):
            await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_an_order_that_takes_long_keeps_nobody_waiting() -> None:
    precedence = Precedence(FakeClock())
    with precedence.taken():
        async with asyncio.timeout(10):
            await precedence.turn()


async def test_nobody_waits_while_nothing_is_bought() -> None:
    await Precedence(FakeClock()).turn()


async def test_those_who_came_at_once_pass_one_by_one_each_turn_of_the_loop() -> None:
    precedence = Precedence(FakeClock())
    passed: list[int] = []

    async def visit(number: int) -> None:
        await precedence.turn()
        passed.append(number)

    visits = [asyncio.create_task(visit(number)) for number in range(5)]
    while len(passed) < len(visits):
        before = len(passed)
        await asyncio.sleep(0)
        assert len(passed) <= before + 1
    assert passed == sorted(passed)


async def worked_through(clock: FakeClock, precedence: Precedence, visits: int, each: float) -> float:
    """Seconds that it takes so many visitors, who come as fast as they may, to work for `each` seconds."""
    began = clock.monotonic()
    for _ in range(visits):
        await precedence.turn()
        clock.work(each)
    return clock.monotonic() - began


async def test_a_flood_takes_its_share_of_the_time() -> None:
    clock = FakeClock()
    precedence = Precedence(clock)
    await worked_through(clock, precedence, 300, 0.0005)
    took = await worked_through(clock, precedence, 1_000, 0.0005)
    assert took == pytest.approx(1_000 * 0.0005 / SHARE, rel=0.01)


async def test_a_page_with_its_files_comes_without_waiting_after_a_rest() -> None:
    clock = FakeClock()
    precedence = Precedence(clock)
    await worked_through(clock, precedence, 1_000, 0.0005)
    clock.advance(AT_ONCE / SHARE)
    took = await worked_through(clock, precedence, 40, AT_ONCE / 40)
    assert took == pytest.approx(AT_ONCE, rel=0.01)


async def test_work_that_others_do_holds_nobody_from_the_network_for_long() -> None:
    clock = FakeClock()
    precedence = Precedence(clock)
    for _ in range(3):
        clock.work(60)
        began = clock.monotonic()
        await precedence.turn()
        assert clock.monotonic() - began <= LONGEST_REST * 1.001


class Witnessed(Precedence):
    """Notes what is done inside it."""

    def __init__(self) -> None:
        super().__init__(FakeClock())
        self.diary: list[str] = []
        self.inside: list[str] = []

    @contextmanager
    def taken(self) -> Iterator[None]:
        with super().taken():
            before = len(self.diary)
            yield
            self.inside += self.diary[before:]


async def test_an_order_goes_first_from_its_decision_until_it_is_sent() -> None:
    precedence = Witnessed()
    desk = Desk(precedence=precedence)
    precedence.diary = desk.diary
    async with desk.open():
        await desk.candles("RR")
    assert precedence.inside == [
        "commit", "NewCandle", "MarketData", "TriggerDetected", "SystemAlert", "buy on CALL",
    ]  # fmt: skip
