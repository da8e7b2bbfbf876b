"""The bot's state for those who ask: read once for all who wait, so that a flood of them costs little."""

import asyncio
from dataclasses import dataclass

from abutre.adapters.web.frames import Frame
from abutre.adapters.web.snapshot import Snapshots
from abutre.adapters.web.socket_server import SocketServer
from abutre.domain.ports import Controls
from abutre.domain.records import StateView

APART_SECONDS = 0.2
"""Between two readings: making a snapshot keeps the event loop busy for some milliseconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A state, and its `state_snapshot` ready to be sent."""

    view: StateView
    frame: Frame


class Views:
    """Reads one state at a time. Who asks during a reading shares the next one, which holds all they saw.

    A state that is the same object as the one before is not encoded again.
    """

    def __init__(self, controls: Controls, sockets: SocketServer) -> None:
        self._controls = controls
        self._sockets = sockets
        self._snapshots = Snapshots()
        self._reading = asyncio.Lock()
        self._free_at = 0.0
        self._next: asyncio.Task[Shown] | None = None
        self._shown: Shown | None = None

    async def newest(self) -> Shown:
        """A state that was read after this call; raises what reading it raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._read())
        return await asyncio.shield(self._next)

    async def _read(self) -> Shown:
        async with self._reading:
            clock = asyncio.get_running_loop().time
            await asyncio.sleep(self._free_at - clock())
            self._next = None
            view = await self._controls.state()
            if self._shown is None or self._shown.view is not view:
                shown = self._snapshots.of(view)
                # The longest of all events: written by pydantic it keeps the loop a third of the time.
                frame = self._sockets.frame_of(shown.event, shown.model_dump_json(), view.seq)
                self._shown = Shown(view, frame)
                self._free_at = clock() + APART_SECONDS
            return self._shown
