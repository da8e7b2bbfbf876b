"""Resolves, while no bot runs, a purchase that nobody could find out about; the operator decides."""

from collections.abc import Sequence
from datetime import UTC, datetime

from abutre.app.amounts import money
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.services.frozen import Frozen
from abutre.domain.errors import UserError
from abutre.domain.facts import Purchased, Refused
from abutre.domain.model import Book, Order

_NEVER = "an operator looked: it was never bought"


async def reconcile(config: Config, *, contract: int | None, never_bought: bool) -> str:
    """Show the purchase and what it may have become, or record what it was; words for the operator.

    Args:
        config: as `serve` has it.
        contract: Deriv's number of the contract that it became.
        never_bought: whether it became none.

    Raises:
        UserError: there is nothing to resolve, or `contract` is not one of the candidates.
    """
    if not config.demo or config.account != "deriv":
        raise UserError("only what was bought at Deriv can be unresolved; add --demo as for serve")
    if contract is not None and never_bought:
        raise UserError("expected --contract or --never-bought, found both; leave one of them out")
    container = Container(config=config)
    async with container.database(), container.venue():
        opening = await container.recovery().find()
        container.opening.override(opening)
        deriv = container.deriv()
        frozen = Frozen(
            engine=opening.engine,
            engines=container.engines(),
            journal=container.journal(),
            bookkeeping=container.bookkeeping(),
        )
        order = frozen.unresolved()
        if order is None:
            raise UserError("no purchase of this account is unresolved; abutre serve goes on by itself")
        bought = await container.journal().purchases(opening.run.run_id)
        deriv.broker.remember(bought.contract_ids, since=bought.last_sent)
        candidates = await deriv.candidates(order)
        if contract is None and not never_bought:
            return f"{_asked(order)}\n{_listed(candidates)}\n{_ADVICE}"
        fact = _never(order, opening.epoch) if contract is None else _chosen(candidates, contract)
        await frozen.resolve(fact)
    what = "was never bought" if contract is None else f"became contract {contract}"
    return f"Recorded: purchase {order.intent} {what}. The next abutre serve goes on from there."


_ADVICE = (
    "Compare with the account's statement at Deriv, then say which one it is: abutre reconcile --contract "
    "NUMBER, or abutre reconcile --never-bought."
)


def _asked(order: Order) -> str:
    return f"Unresolved: purchase {order.intent}, {order.direction}, stake {money(order.stake)}."


def _listed(candidates: Sequence[Purchased]) -> str:
    if not candidates:
        return "Deriv shows no contract of the account that it may have become."
    lines = [
        f"  {one.contract_id}  bought {datetime.fromtimestamp(one.epoch, UTC):%Y-%m-%d %H:%M:%S} UTC"
        f"  paid {money(one.stake)}  pays {money(one.payout)}"
        for one in candidates
    ]
    return "\n".join(["Contracts that it may have become:", *lines])


def _never(order: Order, epoch: int) -> Refused:
    return Refused(book=Book.ACCOUNT, intent=order.intent, reason=_NEVER, fatal=False, epoch=epoch)


def _chosen(candidates: Sequence[Purchased], contract: int) -> Purchased:
    for one in candidates:
        if one.contract_id == contract:
            return one
    shown = _listed(candidates)
    raise UserError(f"contract {contract} is not one that the purchase may have become.\n{shown}")
