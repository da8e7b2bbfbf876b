"""Bugs that a kill must bring to light, planted in a bot: something leaves before it is on disk."""

import asyncio
from collections.abc import Callable
from enum import StrEnum

from abutre.app.services.keeper import Keeper, OnFailure
from abutre.domain.effects import Buy
from abutre.domain.records import Entry

LATE = 0.05
"""Seconds by which a commit comes too late."""


class Bug(StrEnum):
    """What is wrong."""

    EVENT_BEFORE_COMMIT = "event-before-commit"
    ORDER_BEFORE_COMMIT = "order-before-commit"


def plant(bug: Bug) -> None:
    """Make this process have `bug`."""
    turn = asyncio.Lock()
    running: set[asyncio.Task[None]] = set()
    is_late = _LATE[bug]

    async def keep(self: Keeper, entry: Entry, *, on_failure: OnFailure) -> float:
        del on_failure  # the store does not fail here
        late = is_late(entry)

        async def commit() -> None:
            async with turn:
                await asyncio.sleep(LATE if late else 0)
                await self._journal.commit(entry)

        committing = asyncio.create_task(commit())
        running.add(committing)
        committing.add_done_callback(running.discard)
        if not late:
            await committing
        return 0.0

    Keeper.keep = keep  # type: ignore[method-assign]  # that is the bug


def _buys(entry: Entry) -> bool:
    return any(isinstance(effect, Buy) for effect in entry.effects)


_LATE: dict[Bug, Callable[[Entry], bool]] = {
    Bug.EVENT_BEFORE_COMMIT: lambda entry: bool(entry.events) and not _buys(entry),
    Bug.ORDER_BEFORE_COMMIT: _buys,
}
