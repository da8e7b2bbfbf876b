"""What has to be there before real money is traded."""

import asyncio
import sys
from decimal import Decimal

from abutre.app.amounts import minor_units, money
from abutre.app.config import Config
from abutre.app.services.confirmation import Confirmation
from abutre.app.signals import Signals
from abutre.domain.errors import UserError
from abutre.domain.settings import Settings


async def confirm(
    config: Config, confirmation: Confirmation, settings: Settings, currency: str, asked: Signals
) -> None:
    """See that host and operator want this, and that they know what one sequence can lose.

    The account has been verified by then: whoever opened the connection asked for a real one.

    Raises:
        UserError: naming everything that is missing, and the amount.
    """
    worst = await confirmation.worst_loss(settings)
    found = config.confirm_max_loss
    missing = _missing(config)
    if found is None and not missing and sys.stdin.isatty():
        found = await _typed(f"{money(worst)} {currency}", asked)
    if found != worst:
        wrong = "" if found is None else f", found {_plain(found)}"
        missing.append(f"--confirm-max-loss {_plain(worst)}, or that amount typed on the terminal{wrong}")
    if missing:
        raise UserError(
            f"--live trades real money, and one sequence under the stored settings can lose {money(worst)} "
            f"{currency}; nothing was traded. Missing: {'; '.join(missing)}"
        )
    confirmation.most = worst


def _missing(config: Config) -> list[str]:
    """What the host has to provide."""
    if config.allow_real_money:
        return []
    return ["ABUTRE_ALLOW_REAL_MONEY=yes in the environment of this host"]


async def _typed(amount: str, asked: Signals) -> int | None:
    sys.stderr.write(f"REAL MONEY. One sequence can lose {amount}. Type that amount to trade: ")
    sys.stderr.flush()
    loop, answered = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin, answered.set)
    waits = {asyncio.create_task(answered.wait()), asyncio.create_task(asked.end.wait())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        loop.remove_reader(sys.stdin)
        for wait in waits:
            wait.cancel()
    try:
        return minor_units(sys.stdin.readline().strip().replace(",", "")) if answered.is_set() else None
    except ValueError:
        return None


def _plain(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"
