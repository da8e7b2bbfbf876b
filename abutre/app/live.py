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
    amount = config.confirm_max_loss
    if amount is None and config.allow_real_money and sys.stdin.isatty():
        amount = await _typed(f"{money(worst)} {currency}", asked)
    check_consent(config, worst=worst, found=amount, currency=currency)
    confirmation.most = worst


def check_consent(config: Config, *, worst: int, found: int | None, currency: str) -> None:
    """See that the host lets real money be traded, and that the amount `found` is the `worst` one.

    Raises:
        UserError: naming everything that is missing, and the amount.
    """
    missing = []
    if not config.allow_real_money:
        missing.append("ABUTRE_ALLOW_REAL_MONEY=yes in the environment of this host")
    if found != worst:
        wrong = "" if found is None else f", found {_plain(found)}"
        missing.append(f"--confirm-max-loss {_plain(worst)}, or that amount typed on the terminal{wrong}")
    if missing:
        raise UserError(
            f"--live trades real money, and one sequence under the stored settings can lose {money(worst)} "
            f"{currency}; nothing was traded. Missing: {'; '.join(missing)}"
        )


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
