"""The network between bot and Deriv: it delays, breaks, and loses without a word."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from random import Random
from typing import Any

from abutre.adapters.deriv.errors import LinkLostError
from abutre.adapters.deriv.rest import _refusal
from abutre.simulator.rest import RefusedError
from tests.simulation.process import PROCESS, Process
from tests.simulation.trace import Trace
from tests.simulation.venue import Far, Venue

_LATE = 0.3
"""Chance that a server notices late that a connection has broken."""

_NOTICED_LATE = 25.0
"""Seconds after which a server notices at the latest that a connection has broken."""

_GIVES_UP = 10.0
"""Seconds after which opening a socket is given up."""


@dataclass(slots=True)
class Weather:
    """How the network is now; times in seconds of the world.

    Attributes:
        latency: mean of one way.
        out_until: nothing gets through before.
    """

    latency: float = 0.05
    out_until: float = 0.0


class Network:
    """Every connection of every process.

    Attributes:
        weather: how it is now.
        on_frame: is told of each frame that a process sends, before it leaves.
        on_taken: is told when Deriv has dealt with a frame.
        on_purchase: is told once, when a purchase is sent; seconds by which it is held up.
    """

    def __init__(
        self, *, loop: asyncio.AbstractEventLoop, venue: Venue, random: Random, trace: Trace, outside: Context
    ) -> None:
        self.weather = Weather()
        self.on_frame: Callable[[str], None] = lambda _text: None
        self.on_taken: Callable[[], None] = lambda: None
        self.on_purchase: Callable[[], float] | None = None
        self.wires: list[Wire] = []
        self.loop = loop
        self.venue = venue
        self.trace = trace
        self.outside = outside
        self._random = random

    def delay(self) -> float:
        """Seconds that something takes one way."""
        return self._random.expovariate(1 / self.weather.latency) + 0.001

    def chance(self) -> float:
        """From 0 to 1."""
        return self._random.random()

    def arrival(self) -> float:
        """When what is sent now gets there: an outage holds it up, as TCP does."""
        return max(self.loop.time(), self.weather.out_until) + self.delay()

    @property
    def is_out(self) -> bool:
        """Whether nothing gets through."""
        return self.loop.time() < self.weather.out_until

    async def dial(self, url: str) -> "Wire":
        """Open a socket, as the adapter's `dial`.

        Raises:
            LinkLostError: it could not be opened.
        """
        await asyncio.sleep(self.delay() * 3)
        if self.is_out:
            await asyncio.sleep(_GIVES_UP)
            raise LinkLostError("the socket could not be opened (TimeoutError)")
        wire = Wire(self, PROCESS.get())
        try:
            self.outside.run(wire.open, url)
        except RefusedError as refused:
            raise LinkLostError(f"the socket was refused with HTTP {refused.status}") from None
        self.wires.append(wire)
        return wire

    async def ask(self, rest: Any, method: str, path: str) -> Any:
        """A REST call, as the adapter's `Rest._ask`."""
        await asyncio.sleep(self.delay() * 4)
        if self.is_out:
            await asyncio.sleep(_GIVES_UP)
            raise LinkLostError("Deriv's accounts could not be asked (TimeoutError)")
        status, body = await self.venue.ask(method, rest._base + path, rest._headers)
        self.trace.note("rest", f"{method} {status}")
        if status != 200:
            raise _refusal(status)
        return body

    def drop(self, process: Process) -> None:
        """A process has died: the other side of its sockets hears of it."""
        for wire in [one for one in self.wires if one.process is process]:
            wire.reset()

    def cut(self, *, late: bool = False) -> None:
        """Break every connection there is; Deriv notices at once, or `late`."""
        for wire in list(self.wires):
            wire.reset(late=late)


class Wire:
    """One connection: a `Socket` to the adapter, a `Far` to the simulator, and what is between."""

    def __init__(self, network: Network, process: Process | None) -> None:
        self.process = process
        self.lost_up = False
        self.lost_down = False
        self._network = network
        self._far: Far
        self._frames: deque[str | bytes] = deque()
        self._end: str | None = None
        self._broken = False
        self._reader: asyncio.Future[None] | None = None
        self._last_up = self._last_down = 0.0

    def open(self, url: str) -> None:
        """Reach the simulator."""
        self._far = self._network.venue.open(url, self._from_far)

    async def send(self, text: str) -> None:
        """Send one frame; see `Socket`."""
        if self._end is not None:
            raise LinkLostError(self._end)
        self._network.on_frame(text)
        self._network.trace.note("send", text)
        held_up = 0.0
        if '"buy"' in text and self._network.on_purchase is not None:
            held_up, self._network.on_purchase = self._network.on_purchase(), None
        if self._broken:
            return
        loop = self._network.loop
        self._last_up = max(self._last_up, self._network.arrival() + held_up)
        loop.call_at(self._last_up, self._reach, text, context=self._network.outside)

    async def receive(self) -> str | bytes:
        """The next frame; see `Socket`."""
        while not self._frames:
            if self._end is not None:
                raise LinkLostError(self._end)
            self._reader = self._network.loop.create_future()
            await self._reader
        return self._frames.popleft()

    def abort(self) -> None:
        """End it now; see `Socket`."""
        self._come_to_end("the connection broke")
        self.reset()

    def reset(self, *, late: bool = False) -> None:
        """Break it: each side hears of it when the news arrives."""
        if self._broken:
            return
        self._broken = True
        loop, outside = self._network.loop, self._network.outside
        self._network.wires.remove(self)
        # What was sent before may still arrive: the other side reads what it has before it sees the end.
        late = late or self._network.chance() < _LATE
        noticed = _NOTICED_LATE if late else self._network.delay()
        loop.call_later(noticed, self._network.venue.close, self._far, context=outside)
        if not self.lost_down:
            loop.call_later(self._network.delay(), self._come_to_end, "the connection broke", context=outside)

    def _reach(self, text: str) -> None:
        if self.lost_up:
            return
        connection: Any = self._far
        if connection in self._network.venue.hub.connections:
            self._network.venue.hub.take(connection, text)
            self._network.on_taken()

    def _from_far(self, said: str | bytes | int) -> None:
        if self._broken or self.lost_down:
            return
        if isinstance(said, int):
            self.reset()
            return
        loop = self._network.loop
        self._last_down = max(self._last_down, self._network.arrival())
        loop.call_at(self._last_down, self._arrive, said, context=self._network.outside)

    def _arrive(self, frame: str | bytes) -> None:
        if self._end is not None or self.lost_down:
            return
        self._network.trace.note("receive", frame if isinstance(frame, str) else frame.hex())
        self._frames.append(frame)
        self._wake()

    def _come_to_end(self, reason: str) -> None:
        if self._end is None:
            self._end = reason
            self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
