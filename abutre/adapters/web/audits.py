"""Who did what, from where, and what came of it: in order, and never more than the disk can take."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from limits import parse
from limits.strategies import MovingWindowRateLimiter

from abutre.adapters.web.entry.hits import Hits
from abutre.adapters.web.entry.identity import Visitor
from abutre.adapters.web.entry.rates import block
from abutre.domain.errors import StoreError
from abutre.domain.ports import Controls
from abutre.domain.records import Audit

LOG = logging.getLogger(__name__)

_LONGEST = 300  # characters of one text in a record
_WAITING = 1_000
_STRANGER = "-"
_OF_ONE = {"refuse": parse("30 per 1 minute"), "connect": parse("120 per 1 minute")}
_OF_ALL_STRANGERS = parse("120 per 1 minute")


class Auditor:
    """Hands records to the bot, one after the other, without anybody waiting for it.

    Of refusals and connects only so many a minute are written down of one identity, of the strangers at one
    address, and of all strangers together, so that nobody can hide another's. The rest is counted and the
    count written with the next one of that identity, or of a stranger; what was carried out always is.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        """`now` is the host's time, epoch seconds."""
        self._now = now
        self._limiter = MovingWindowRateLimiter(Hits())
        self._left_out: Counter[tuple[str, str]] = Counter()  # by action and who
        self._records: asyncio.Queue[Audit] = asyncio.Queue(_WAITING)
        self._writing: asyncio.Task[None] | None = None

    def follow(self, controls: Controls) -> None:
        """Write to `controls` from now on."""
        self._writing = asyncio.create_task(self._write(controls))

    def refused(self, address: str, what: str, reason: str, who: str = _STRANGER) -> bool:
        """Note that somebody, or a stranger, was turned away; whether that was written, or only counted."""
        return self._note(who, address, "refuse", reason, what)

    def done(self, visitor: Visitor, action: str, result: str, detail: str) -> bool:
        """Note what a visitor did; whether that was written down, or only counted."""
        return self._note(visitor.identity.who, visitor.address, action, result, detail)

    async def close(self) -> None:
        """Write what waits, then stop."""
        if self._writing is not None:
            await self._records.join()
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)

    def _note(self, who: str, address: str, action: str, result: str, detail: str) -> bool:
        if action in _OF_ONE:
            if self._records.full() or not self._has_budget(who, address, action):
                self._left_out[action, who] += 1
                return False
            left_out = self._left_out.pop((action, who), 0)
            detail += f"; {left_out} more before it were only counted" if left_out else ""
        record = Audit(
            at=self._now(),
            who=who,
            address=address,
            action=action,
            result=_short(result),
            detail=_short(detail),
        )
        try:
            self._records.put_nowait(record)
        except asyncio.QueueFull:
            LOG.error("[WS] The audit trail cannot keep up, this is missing from it: %s", record)  # noqa: TRY400 (the record says it all)
            return False
        return True

    def _has_budget(self, who: str, address: str, action: str) -> bool:
        if who != _STRANGER:
            return self._limiter.hit(_OF_ONE[action], action, "identity", who)
        of_this_address = self._limiter.hit(_OF_ONE[action], action, "address", block(address))
        return of_this_address and self._limiter.hit(_OF_ALL_STRANGERS, action, "strangers")

    async def _write(self, controls: Controls) -> None:
        while True:
            record = await self._records.get()
            try:
                await controls.audit(record)
            except StoreError as error:
                LOG.warning("[WS] This is missing from the audit trail: %s: %s", record, error)
            except Exception:
                LOG.exception("[WS] This is missing from the audit trail: %s", record)
            finally:
                self._records.task_done()


def _short(text: str) -> str:
    return ascii(text)[1:-1][:_LONGEST]
