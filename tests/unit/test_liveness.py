"""What the watchdog is told: a trader that hangs is dead; one that rests, works or awaits the disk is not."""

import asyncio

from abutre.app.services.liveness import LONGEST_WORK, Liveness
from tests.desk import Desk


async def test_a_trader_that_nobody_asks_for_anything_is_alive() -> None:
    desk = Desk()
    async with desk.open():
        liveness = Liveness(trader=desk.trader, clock=desk.clock)
        desk.clock.advance(2 * LONGEST_WORK)
        assert liveness.alive()


async def test_a_trader_that_does_not_get_on_with_a_fact_is_dead_until_it_does() -> None:
    desk = Desk()
    async with desk.open():
        liveness = Liveness(trader=desk.trader, clock=desk.clock)
        assert liveness.alive()
        async with desk.journal.commits:
            stuck = asyncio.create_task(desk.candles("R"))
            await asyncio.sleep(0)
            desk.clock.advance(LONGEST_WORK - 1)
            assert liveness.alive()
            desk.clock.advance(2)
            assert not liveness.alive()
        await stuck
        assert liveness.alive()


async def test_a_trader_that_is_always_busy_is_alive() -> None:
    desk = Desk()
    async with desk.open():
        liveness = Liveness(trader=desk.trader, clock=desk.clock)
        for _ in range(3):
            await desk.candles("R")
            async with desk.journal.commits:
                waiting = asyncio.create_task(desk.candles("G"))
                await asyncio.sleep(0)
                desk.clock.advance(LONGEST_WORK - 1)
                assert liveness.alive()
            await waiting


async def test_a_store_that_fails_is_no_hang() -> None:
    desk = Desk()
    async with desk.open():
        liveness = Liveness(trader=desk.trader, clock=desk.clock)
        async with desk.journal.commits:
            waiting = asyncio.create_task(desk.candles("R"))
            await asyncio.sleep(0)
            desk.trader.failing.set()
            desk.clock.advance(2 * LONGEST_WORK)
            assert liveness.alive()
        await waiting
