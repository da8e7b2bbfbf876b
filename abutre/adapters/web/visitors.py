"""Who is behind each connection, and the end of those whose time is over."""

import asyncio
from collections.abc import Awaitable, Callable

from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.identity import Visitor

LOOK_SECONDS = 1.0
"""How often tokens are looked at: so soon an expired or revoked one ends its connections."""


class Visitors:
    """The visitors of one server, by the id of their connection."""

    def __init__(
        self,
        entrance: Entrance,
        send_away: Callable[[str, Visitor, str], Awaitable[None]],
        revoked: Callable[[str], None],
    ) -> None:
        """Begin with nobody.

        Args:
            entrance: knows whose time is over.
            send_away: ends a connection: its id, whose it is, and why.
            revoked: hears the id of each token that is revoked from now on.
        """
        self._entrance = entrance
        self._send_away = send_away
        self._revoked = revoked
        self._known = entrance.revoked()
        self._visitors: dict[str, Visitor] = {}
        self._watching: asyncio.Task[None] | None = None

    def of(self, sid: str) -> Visitor | None:
        """Who is behind a connection; None once it has ended."""
        return self._visitors.get(sid)

    def came(self, sid: str, visitor: Visitor) -> None:
        """Keep an eye on somebody."""
        self._visitors[sid] = visitor

    def watch(self) -> None:
        """Look again and again from now on, where tokens are needed."""
        if self._entrance.needs_token:
            self._watching = asyncio.create_task(self._watch())

    def went(self, sid: str) -> None:
        """Forget somebody."""
        self._visitors.pop(sid, None)

    async def close(self) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            revoked = self._entrance.revoked()
            for token_id in sorted(revoked - self._known):
                self._revoked(token_id)
            self._known = revoked
            for sid, visitor in list(self._visitors.items()):
                reason = self._entrance.ended(visitor.identity)
                if reason is not None and sid in self._visitors:
                    await self._send_away(sid, visitor, reason)
