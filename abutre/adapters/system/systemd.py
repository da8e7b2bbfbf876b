"""Tells systemd that the bot is ready, and again and again that it is alive (sd_notify(3))."""

import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress

from abutre.domain.ports import Clock

_MICROSECONDS = 1_000_000

_log = logging.getLogger(__name__)


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

    async def keep_alive(self, alive: Callable[[], bool]) -> None:
        """Say that the bot is alive while it is, as often as systemd asks; returns at once when it does not.

        While it is not, systemd hears nothing, and restarts it when it has heard nothing for long enough.
        """
        while self._address and self._every:
            if alive():
                self._tell("WATCHDOG=1")
            else:
                _log.critical("the trader does not get on; the watchdog is told nothing")
            await self._clock.sleep(self._every)

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        # Never waits for systemd, and goes on without it.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.settimeout(0)
            out.sendto(state.encode(), self._address)
