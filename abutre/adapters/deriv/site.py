"""Whether Deriv's site is open for trade, as far as it tells (legacy only)."""

import asyncio

from abutre.adapters.deriv.errors import NotSentError
from abutre.adapters.deriv.notices import Notices
from abutre.adapters.deriv.waiting import within
from abutre.domain.events import AlertLevel
from abutre.domain.ports import Clock

PATIENCE = 30.0
"""Seconds that a purchase waits for a site that is not open."""
_OPEN = "up"
_WORDS = {"down": "is down", "updating": "is being updated and will disconnect"}


class Site:
    """Open until it says otherwise."""

    def __init__(self, *, clock: Clock, notices: Notices) -> None:
        self._clock = clock
        self._notices = notices
        self._status = _OPEN
        self._open = asyncio.Event()
        self._open.set()

    def note(self, status: str) -> None:
        """The site has told its status; one that nobody knows changes nothing."""
        if status == self._status or status not in {_OPEN, *_WORDS}:
            return
        self._status = status
        if status == _OPEN:
            self._open.set()
            self._notices.put(AlertLevel.SUCCESS, "Deriv's site is up again")
        else:
            self._open.clear()
            message = f"Deriv's site {_WORDS[status]}: nothing is bought until it is up again"
            self._notices.put(AlertLevel.WARNING, message)

    def closed(self) -> str | None:
        """Why nothing can be bought, None while it is open."""
        return None if self._open.is_set() else f"Deriv's site {_WORDS[self._status]}"

    async def opened(self) -> None:
        """Wait until it is open.

        Raises:
            NotSentError: it was not for `PATIENCE` seconds.
        """
        try:
            await within(self._clock, PATIENCE, self._open.wait())
        except TimeoutError:
            raise NotSentError(self.closed() or "Deriv's site was not open in time") from None
