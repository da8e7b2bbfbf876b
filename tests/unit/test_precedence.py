"""An order goes first: the network waits for it, but not for ever."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from abutre.app.services.precedence import Precedence
from tests.desk import Desk


async def test_who_comes_while_an_order_goes_out_waits_until_it_is_out() -> None:
    precedence = Precedence()
    with precedence.taken():
        waiting = asyncio.create_task(precedence.turn())
        for _ in range(10):
            await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_an_order_that_takes_long_keeps_nobody_waiting() -> None:
    precedence = Precedence()
    with precedence.taken():
        async with asyncio.timeout(10):
            await precedence.turn()


async def test_nobody_waits_while_nothing_is_bought() -> None:
    await Precedence().turn()


async def test_those_who_came_at_once_pass_one_by_one_each_turn_of_the_loop() -> None:
    precedence = Precedence()
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


class Witnessed(Precedence):
    """Notes what is done inside it."""

    def __init__(self) -> None:
        super().__init__()
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
