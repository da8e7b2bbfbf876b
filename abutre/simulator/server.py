"""The simulator as a server: both generations, REST and the control endpoint on one port."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from time import monotonic

from aiohttp import web

from abutre.simulator.caller import House
from abutre.simulator.clock import MarketClock
from abutre.simulator.control import PATH as CONTROL_PATH
from abutre.simulator.control import Control
from abutre.simulator.doors import LEGACY_PATH, OPTIONS_PATH, Doors
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.exchange import Exchange
from abutre.simulator.faults import Fault
from abutre.simulator.hub import Hub
from abutre.simulator.rest import Rest
from abutre.simulator.site import Passwords

IDLE_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where a simulator listens.

    Attributes:
        rest_url: base of the REST calls.
        options_url: base of the New API's sockets; `/public`, `/demo` and `/real` come behind it.
        legacy_url: of the legacy socket; `?app_id=` comes behind it.
        control_url: takes faults.
    """

    rest_url: str
    options_url: str
    legacy_url: str
    control_url: str


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _unkept(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except SimulatorFileError as error:
        told = {"code": "InternalServerError", "message": str(error)}
        return web.json_response({"errors": [told]}, status=503)


class Simulator:
    """A Deriv on this machine.

    Args:
        exchange: the core.
        clock: the market's time.
        port: to listen on, 0 for a free one.
        host: address to listen on.
        seed: of the order of frames and of the ids of streams.
        idle_seconds: after which a connection without traffic is cut, seconds of the host.
    """

    def __init__(
        self,
        *,
        exchange: Exchange,
        clock: MarketClock,
        port: int = 0,
        host: str = "127.0.0.1",
        seed: int = 0,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        # Random numbers that a test can repeat; nothing here is a secret.
        house = House(exchange=exchange, random=Random(seed), monotonic=monotonic)  # noqa: S311 (see above)
        self._hub = Hub(house, clock)
        self._host = host
        self._port = port
        self._running: asyncio.Task[None] | None = None
        self._runner = web.AppRunner(self._application(idle_seconds), access_log=None, shutdown_timeout=1.0)

    def _application(self, idle_seconds: float) -> web.Application:
        passwords = Passwords(monotonic)
        application = web.Application(middlewares=[_unkept])
        application.add_routes(Rest(self._hub.house, passwords).routes())
        application.add_routes(Doors(self._hub, passwords, idle_seconds).routes())
        application.add_routes(Control(self._hub).routes())
        application.on_shutdown.append(self._leave)
        return application

    async def _leave(self, _application: web.Application) -> None:
        for connection in list(self._hub.connections):
            connection.leave()

    async def start(self) -> Endpoints:
        """Listen and let the market run.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._running = asyncio.create_task(self._hub.run())
        address = f"{self._host}:{self._runner.addresses[0][1]}"
        return Endpoints(
            rest_url=f"http://{address}",
            options_url=f"ws://{address}{OPTIONS_PATH}",
            legacy_url=f"ws://{address}{LEGACY_PATH}",
            control_url=f"http://{address}{CONTROL_PATH}",
        )

    async def stop(self) -> None:
        """Close all connections and stop the market."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        await self._runner.cleanup()

    async def failed(self) -> None:
        """Wait for the market to break; raises what broke it."""
        if self._running is not None:
            await asyncio.shield(self._running)

    def arm(self, fault: Fault) -> None:
        """Let a fault wait for its trigger, or strike now when it has none."""
        self._hub.arm(fault)
