"""The port `Host`: what is left on the machine."""

from typing import Protocol

from abutre.domain.records import Vitals


class Host(Protocol):
    """The machine that the bot runs on."""

    async def vitals(self) -> Vitals:
        """What is left of disk and memory now. Never raises; the event loop does not wait for the disk."""
