"""The Deriv that `serve` starts in its own process where no other market is asked for."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal

from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.app.config import Config
from abutre.domain.errors import UserError
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.launch import APP_ID, TOKEN, Launched, Wishes, launch

SEED = 4233
"""Chosen so that a first look shows something: with the default settings V100 triggers at its 39th minute,
every other symbol at its 127th or before. It says nothing about the odds."""
SIMULATOR_FILE = "simulator.db"
"""In the data directory: the simulated market and account."""


@asynccontextmanager
async def simulated_deriv(config: Config, *, kept: bool) -> AsyncGenerator[DerivConfig | None, None]:
    """A Deriv in this process and how to reach it; None where another market is traded.

    Unless it is `kept` in the data directory, it is a fresh one that leaves nothing behind.

    Raises:
        UserError: what it keeps cannot be read or written.
    """
    if config.market != "simulator":
        yield None
        return
    wishes = Wishes(
        speed=config.speed,
        seed=SEED,
        symbols=[config.symbol.code],
        balance=Decimal(config.balance).scaleb(-2),
        state=config.data_dir / SIMULATOR_FILE if kept else None,
    )
    try:
        launched = await launch(wishes)
        try:
            async with asyncio.TaskGroup() as tasks:
                running = tasks.create_task(launched.simulator.failed())
                yield _access(launched)
                running.cancel()
        finally:
            await launched.stop()
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    except SimulatorFileError as error:
        raise UserError(str(error)) from None


def _access(launched: Launched) -> DerivConfig:
    return DerivConfig(
        api=Generation.OPTIONS,
        app_id=str(APP_ID),
        token=TOKEN,
        account_kind=AccountKind.DEMO,
        rest_url=launched.endpoints.rest_url,
        ws_url=launched.endpoints.options_url,
    )
