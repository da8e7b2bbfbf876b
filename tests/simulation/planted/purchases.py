"""Bugs of buying and settling."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from abutre.adapters.deriv import reconciliation, resolution
from abutre.adapters.deriv.ledger import Ledger
from abutre.adapters.deriv.purchase import Purchase
from abutre.app.services.carry_out import CarryOut
from abutre.domain.effects import Buy, Reconcile
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused
from abutre.domain.model import Book
from tests.simulation.planted.patched import Plant, replacing

Made = Callable[..., Any]


def _resend(buy: Made) -> Made:
    async def bug(self: Purchase, *args: Any) -> Any:
        answer = await buy(self, *args)
        return "timed out, so once more" if isinstance(answer, OutcomeUnknown) else answer

    return bug


def _taken_for_refused(_unknown: Made) -> Made:
    def bug(self: Purchase, order: Any) -> Refused:
        epoch = self._time.latest
        return Refused(book=Book.ACCOUNT, intent=order.intent, reason="timed out", fatal=False, epoch=epoch)

    return bug


def _noted_only(_tell: Made) -> Made:
    return lambda self, late: self.note(late)


def _nothing_to_reconcile(last_of: Made) -> Made:
    async def bug(self: CarryOut, effects: Any, **more: Any) -> Any:
        if effects and isinstance(effects[-1], Reconcile):
            return None
        return await last_of(self, effects, **more)

    return bug


def _told_again(note: Made) -> Made:
    def bug(self: Ledger, answer: Any) -> None:
        note(self, answer)
        if isinstance(answer, Purchased) and self._endings:
            last = self._endings[max(self._endings)]
            self._updates.put_nowait(replace(last, intent=answer.intent))

    return bug


def _paper_at_the_account(last_of: Made) -> Made:
    async def bug(self: CarryOut, effects: Any, **more: Any) -> Any:
        if effects and isinstance(effects[-1], Buy) and effects[-1].book is Book.PAPER:
            answer = await last_of(self, [replace(effects[-1], book=Book.ACCOUNT)], **more)
            return replace(answer, book=Book.PAPER)
        return await last_of(self, effects, **more)

    return bug


PURCHASES: Mapping[str, Plant] = {
    "resend-on-timeout": replacing((Purchase, "_buy", _resend)),
    "timeout-taken-for-refusal": replacing((Purchase, "_unknown", _taken_for_refused)),
    "late-answer-ignored": replacing((Ledger, "tell", _noted_only)),
    "nothing-reconciled-at-start": replacing((CarryOut, "last_of", _nothing_to_reconcile)),
    "settlement-counted-twice": replacing((Ledger, "note", _told_again)),
    "given-up-too-soon": replacing(
        (reconciliation, "GRACE", lambda _seconds: 0.0),
        (resolution, "GRACE", lambda _seconds: 0.0),
        (reconciliation, "_EMPTY_LOOKS", lambda _looks: 1),
    ),
    "pause-still-orders": replacing((CarryOut, "last_of", _paper_at_the_account)),
}
