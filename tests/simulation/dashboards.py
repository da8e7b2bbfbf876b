"""Clients of the bot: they connect, drop, and resume from the last event they saw."""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from random import Random

from abutre.domain.errors import AbutreError
from abutre.domain.events import Sequenced
from abutre.domain.model import Tick
from abutre.domain.ports import Controls
from tests.simulation.process import Process
from tests.simulation.trace import Trace


class Dashboard:
    """One client. What it is sent takes its time, and what was on its way when the line broke is lost.

    Attributes:
        name: of it.
        last_seq: number of the newest event it knows; None while it knows nothing.
        line: counts its connections.
        behind: what came while it is brought up to date; None when it is.
        connected: whether it gets what comes.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.last_seq: int | None = None
        self.line = 0
        self.behind: list[Sequenced] | None = None
        self.connected = False


class Dashboards:
    """All clients, and the network between them and the bot.

    Attributes:
        clients: they.
        on_publish: is told of every event that a process sends.
        on_show: is told of every event that a client gets, before the client is.
    """

    def __init__(
        self,
        *,
        loop: asyncio.AbstractEventLoop,
        random: Random,
        trace: Trace,
        outside: Context,
        many: int = 3,
    ) -> None:
        self.clients = [Dashboard(f"client {number}") for number in range(many)]
        self.on_publish: Callable[[Sequenced], None] = lambda _event: None
        self.on_show: Callable[[Dashboard, Sequenced], None] = lambda _client, _event: None
        self._loop = loop
        self._random = random
        self._trace = trace
        self._outside = outside
        self._controls: Controls | None = None

    def serve(self, controls: Controls) -> None:
        """The bot listens."""
        self._controls = controls
        for client in self.clients:
            self._loop.call_later(self._random.random() * 3, self._connect, client, controls)

    def hang_up(self) -> None:
        """The bot listens no more."""
        self._controls = None
        for client in self.clients:
            self._lose(client)

    def disturb(self) -> None:
        """A client loses its line, and comes back."""
        client = self._random.choice(self.clients)
        self._lose(client)
        controls = self._controls
        if controls is not None and self._random.random() < 0.2:
            client.last_seq = None
        if controls is not None:
            self._loop.call_later(self._random.expovariate(0.1), self._connect, client, controls)

    def publish(self, event: Sequenced) -> None:
        """The bot sends `event` to everyone."""
        self.on_publish(event)
        self._trace.note("event", repr(event))
        for client in self.clients:
            if client.behind is not None:
                client.behind.append(event)
            elif client.connected:
                self._send(client, event)

    def _send(self, client: Dashboard, event: Sequenced) -> None:
        # Not later than what follows: a line keeps the order.
        self._loop.call_at(
            self._loop.time() + 0.03, self._arrive, client, client.line, event, context=self._outside
        )

    def _arrive(self, client: Dashboard, line: int, event: Sequenced) -> None:
        if client.line == line:
            self.on_show(client, event)
            client.last_seq = event.seq

    def _lose(self, client: Dashboard) -> None:
        client.connected = False
        client.behind = None
        client.line += 1

    def _connect(self, client: Dashboard, controls: Controls) -> None:
        if controls is self._controls and not client.connected and client.behind is None:
            client.behind = []
            self._loop.create_task(self._welcome(client, client.line, controls))

    async def _welcome(self, client: Dashboard, line: int, controls: Controls) -> None:
        try:
            seen = await self._past(client, line, controls)
        except AbutreError as error:
            self._trace.count("client not served", str(error))
            if client.line == line:
                self._lose(client)
                self._loop.call_later(20, self._connect, client, controls)
            return
        if client.line != line or client.behind is None:
            return
        for event in client.behind:
            if event.seq > seen:
                self._send(client, event)
        client.behind = None
        client.connected = True

    async def _past(self, client: Dashboard, line: int, controls: Controls) -> int:
        missed: Sequence[Sequenced] | None = None
        last = client.last_seq
        if last is not None:
            missed = await controls.events_after(last)
        if missed is None:
            view = await controls.state()
            if client.line == line:
                client.last_seq = view.seq
            return view.seq
        for event in missed:
            self._send(client, event)
        return missed[-1].seq if missed else (last or 0)


class SimulatedServer:
    """Port `EventPublisher` of one process."""

    def __init__(self, dashboards: Dashboards, process: Process) -> None:
        self._dashboards = dashboards
        self._process = process

    async def publish(self, event: Sequenced) -> None:
        """Send `event` to every client."""
        if not self._process.dead:
            self._dashboards.publish(event)
        await asyncio.sleep(0)

    async def emit_tick(self, tick: Tick) -> None:
        """Show a live price: nobody looks."""
