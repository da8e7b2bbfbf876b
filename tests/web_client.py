"""A bot's web site on a free port, and a Python client that writes down what it is told."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import socketio

from abutre.adapters.web.access import Origins
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.rates import Rates
from abutre.adapters.web.probes import Probes
from abutre.adapters.web.rest.reads import Reads
from abutre.adapters.web.site import Site
from abutre.adapters.web.sockets import WebSocketServer
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.ports import Controls
from abutre.domain.symbols import symbol_named
from tests.fakes.archive import FakeArchive
from tests.fakes.controls import EPOCH, FakeControls
from tests.fakes.journal import FakeJournal
from tests.fakes.observing import FakeHealth, FakeInstruments
from tests.fakes.settings_repository import FakeSettingsRepository

V100 = symbol_named("V100")
PATIENCE = 20.0

NO_DASHBOARD = Path(__file__).parent / "no-dashboard"
"""A folder that does not exist, so that tests find the same pages wherever they run."""

_MANY = "1000000 per 1 second"
UNHURRIED = Rates(connects=_MANY, requests=_MANY, commands=_MANY)
"""For tests of something else, which all come from one address."""


class Told(NamedTuple):
    """An event as a client got it; seq is None when there was no second argument."""

    name: str
    payload: Any
    seq: int | None


def host_time() -> int:
    return int(time.time())


def web_server(origins: Sequence[str] = (), entrance: Entrance | None = None) -> WebSocketServer:
    return WebSocketServer(
        symbol=V100,
        now=lambda: EPOCH,
        entrance=entrance or Entrance(now=host_time, origins=Origins(origins), rates=UNHURRIED),
    )


def alert(number: int) -> SystemAlert:
    """An event that can be told from others."""
    return SystemAlert(level=AlertLevel.INFO, message=str(number), epoch=EPOCH)


def reads_of(journal: FakeJournal | None = None, run_id: int = 1) -> Reads:
    """What REST answers from: `journal`, or an empty one."""
    return Reads(
        archive=FakeArchive(journal or FakeJournal()),
        settings=FakeSettingsRepository(),
        symbol=V100,
        run_id=run_id,
    )


def site_of(
    server: WebSocketServer,
    controls: Controls,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    reads: Reads | None = None,
    health: FakeHealth | None = None,
    tls: ssl.SSLContext | None = None,
    dashboard: Path = NO_DASHBOARD,
) -> Site:
    """A site in front of `controls`, which does not listen yet."""
    return Site(
        server=server,
        controls=controls,
        reads=reads or reads_of(),
        probes=Probes(health=health or FakeHealth(), instruments=FakeInstruments()),
        host=host,
        port=port,
        tls=tls,
        dashboard=dashboard,
    )


class Running(NamedTuple):
    """A site that listens."""

    url: str
    server: WebSocketServer
    controls: FakeControls
    site: Site


@asynccontextmanager
async def running_site(
    make_controls: Callable[[WebSocketServer], FakeControls] = FakeControls,
    origins: Sequence[str] = (),
    reads: Reads | None = None,
    health: FakeHealth | None = None,
    *,
    entrance: Entrance | None = None,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    dashboard: Path = NO_DASHBOARD,
) -> AsyncIterator[Running]:
    server = web_server(origins, entrance)
    controls = make_controls(server)
    site = site_of(server, controls, host=host, reads=reads, health=health, tls=tls, dashboard=dashboard)
    url = await site.start()
    try:
        yield Running(url, server, controls, site)
    finally:
        await site.stop()


class Listener:
    """A connected client."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self._more = asyncio.Condition()
        self.client.on("*", self._heard)

    async def _heard(self, name: str, payload: Any, numbered: dict[str, int] | None = None) -> None:
        async with self._more:
            self.told.append(Told(name, payload, None if numbered is None else numbered["seq"]))
            self._more.notify_all()

    async def until(self, done: Callable[[list[Told]], bool]) -> list[Told]:
        """What was told so far, once it satisfies `done`."""
        async with asyncio.timeout(PATIENCE), self._more:
            await self._more.wait_for(lambda: done(self.told))
        return list(self.told)

    async def count(self, events: int) -> list[Told]:
        """What was told so far, once there are so many events."""
        return await self.until(lambda told: len(told) >= events)

    async def named(self, name: str) -> Told:
        """The first event of that name."""
        told = await self.until(lambda told: any(event.name == name for event in told))
        return next(event for event in told if event.name == name)

    async def welcomed(self) -> list[Told]:
        """The welcome of a newcomer while there is no market: ack, snapshot, four events."""
        return await self.count(6)

    def names(self) -> list[str]:
        return [event.name for event in self.told]


@asynccontextmanager
async def listening(
    url: str,
    *,
    auth: object = None,
    transports: list[str] | None = None,
    origin: str | None = None,
    headers: dict[str, str] | None = None,
) -> AsyncIterator[Listener]:
    listener = Listener()
    sent = dict(headers or {}) if origin is None else {**(headers or {}), "Origin": origin}
    await listener.client.connect(
        url, auth=auth, transports=transports or ["websocket"], headers=sent, wait_timeout=10
    )
    try:
        yield listener
    finally:
        await listener.client.disconnect()


async def answered(
    event: str, data: object, make_controls: type[FakeControls] = FakeControls
) -> tuple[Any, list[Told], list[Told], Running]:
    """One command of one client: its acknowledgement, what the sender and what a bystander were told."""
    async with (
        running_site(make_controls) as running,
        listening(running.url) as sender,
        listening(running.url) as bystander,
    ):
        await sender.welcomed()
        await bystander.welcomed()
        reply = await sender.client.call(event, data)
        await running.controls.tell(alert(999))
        last = "999"
        own = await sender.until(lambda told: told[-1].payload.get("message") == last)
        others = await bystander.until(lambda told: told[-1].payload.get("message") == last)
        return reply, own[6:-1], others[6:-1], running
