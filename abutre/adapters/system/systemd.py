"""Tells systemd that the bot is ready, and again and again that it is alive (sd_notify(3))."""

import os
import socket

from abutre.domain.ports import Clock

_MICROSECONDS = 1_000_000


class Systemd:
    """The socket that systemd names in NOTIFY_SOCKET; without one nothing is ever sent."""

    def __init__(self, clock: Clock) -> None:
        """Look what systemd asks for."""
        self._clock = clock
        self._address = os.environ.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        limit = os.environ.get("WATCHDOG_USEC", "")
        # Twice as often as systemd asks for, as sd_watchdog_enabled(3) recommends.
        self._every = int(limit) / _MICROSECONDS / 2 if limit.isdigit() else 0.0

    def ready(self) -> None:
        """The bot trades, and its server listens."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """The bot is ending."""
        self._tell("STOPPING=1")

    async def keep_alive(self) -> None:
        """Say that the event loop turns, as often as systemd asks; returns at once when it does not."""
        while self._address and self._every:
            self._tell("WATCHDOG=1")
            await self._clock.sleep(self._every)

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(state.encode(), self._address)
