"""Whatever goes wrong at Deriv, whenever: no contract twice, none forgotten, every cent and streak right."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from itertools import cycle, islice
from pathlib import Path

import pytest

from abutre.adapters.deriv.config import Generation
from abutre.domain.events import BotStatus, TradeClosed
from abutre.domain.model import BotState
from abutre.simulator.faults import Fault
from tests.fault_matrix.cells import MOMENTS, Cell
from tests.fault_matrix.desk import Desk, access, at_work, desk, running_exchange
from tests.fault_matrix.reckoning import reckon

SHARES = 8
"""Moments are mixed: a bot that loses its connection in every sequence would run into Deriv's REST limit."""
SEQUENCES = 63
"""For each share and each generation of the API: 1 008 together."""
UNDISTURBED = 3
"""One before anything goes wrong, because a start waits for no fault to pass, and two at the end."""


async def play(bot: Desk, cells: Sequence[Cell]) -> None:
    for cell in [(), *cells, (), ()]:
        await bot.play(cell)
    statuses = [one.event.status for one in bot.events if isinstance(one.event, BotStatus)]
    assert statuses[-1] is BotState.RUNNING


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("share", range(SHARES))
async def test_a_fault_costs_no_contract_no_cent_and_no_streak(share: int, tmp_path: Path) -> None:
    matrix = [cell for cells in MOMENTS.values() for cell in cells]
    cells = list(islice(cycle(matrix[share::SHARES]), SEQUENCES - UNDISTURBED))
    places = {api: tmp_path / api for api in Generation}
    async with AsyncExitStack() as stack:
        bots = {
            api: await stack.enter_async_context(desk(place, api, seed=share))
            for api, place in places.items()
        }
        async with asyncio.TaskGroup() as tasks:
            for bot in bots.values():
                tasks.create_task(play(bot, cells))
    for api, bot in bots.items():
        assert sum(isinstance(one.event, TradeClosed) for one in bot.events) >= SEQUENCES
        reckon(bot, places[api])


class _MovedError(Exception):
    """The account has been moved: ends the bot at once."""


@pytest.mark.parametrize(
    "at", [{"call": "proposal"}, {"call": "buy"}, *({"phase": phase} for phase in "ABCD")]
)
async def test_an_account_that_is_moved_is_traded_on_by_the_new_api(
    at: dict[str, str], tmp_path: Path
) -> None:
    async with running_exchange(seed=5) as (exchange, simulator, endpoints):
        old = Desk(exchange, simulator, Generation.LEGACY)
        with suppress(_MovedError):
            async with at_work(old, access(endpoints, Generation.LEGACY), tmp_path):
                simulator.arm(Fault.model_validate({"fault": "migrated", **at}))
                await old.until_alert("DERIV_API=options")
                raise _MovedError
        new = Desk(exchange, simulator, Generation.OPTIONS)
        async with at_work(new, access(endpoints, Generation.OPTIONS), tmp_path):
            await new.play(())
            await new.play(())
        reckon(new, tmp_path)
