"""The bot as `abutre serve` runs it: the same container, the same start and end, on a simulated machine."""

import asyncio
import contextvars
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random

from dependency_injector import providers

from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.app import serve
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.domain.errors import UserError
from abutre.domain.model import OpenSequence
from abutre.domain.ports import Controls
from abutre.domain.records import Vitals
from abutre.simulator.doors import LEGACY_PATH, OPTIONS_PATH
from abutre.simulator.launch import APP_ID, TOKEN
from tests.simulation.clocks import HostClock
from tests.simulation.dashboards import Dashboards, SimulatedServer
from tests.simulation.loop import SimulatedLoop
from tests.simulation.process import PROCESS, Process

_WS = "ws://deriv.simulated"
_SOCKETS = {Generation.LEGACY: f"{_WS}{LEGACY_PATH}", Generation.OPTIONS: f"{_WS}{OPTIONS_PATH}"}


_SCARCE = 0.0005
"""Chance of each look, one in five seconds, that it finds the disk nearly full."""


class SimulatedHost:
    """Port `Host` on a machine with room enough, as a rule."""

    def __init__(self, random: Random) -> None:
        self._random = random

    async def vitals(self) -> Vitals:
        """What is left."""
        scarce = self._random.random() < _SCARCE
        return Vitals(free_disk=2**24 if scarce else 2**34, free_memory=2**31)


class SimulatedSite:
    """The bot's HTTP port: dashboards and operators reach the bot while it is open.

    Attributes:
        controls: what they may ask of it; None while it is closed.
    """

    def __init__(self, controls: Callable[[], Controls], dashboards: Dashboards) -> None:
        self.controls: Controls | None = None
        self._controls = controls
        self._dashboards = dashboards

    async def start(self) -> str:
        """Open."""
        await asyncio.sleep(0)
        self.controls = self._controls()
        self._dashboards.serve(self.controls)
        return "http://bot.simulated"

    async def stop(self) -> None:
        """Close."""
        self.controls = None
        self._dashboards.hang_up()
        await asyncio.sleep(0)


class Bot:
    """One process.

    Attributes:
        process: it.
        container: what it is put together from.
        failure: what it ended with, when that was no clean end.
    """

    def __init__(
        self,
        *,
        loop: SimulatedLoop,
        process: Process,
        data_dir: Path,
        api: Generation,
        open_sequence: OpenSequence,
        clock: HostClock,
        dashboards: Dashboards,
        random: Random,
        on_end: Callable[["Bot"], None],
    ) -> None:
        """Start it; `on_end` hears of its end unless it is killed."""
        self.process = process
        self.failure: BaseException | None = None
        config = Config(port=0, data_dir=data_dir, demo=True, on_open_sequence=open_sequence)
        self.container = self._fitted(config, api=api, clock=clock, dashboards=dashboards, random=random)
        self._loop = loop
        self._on_end = on_end
        self._asked = False
        self._context = contextvars.copy_context()
        self._context.run(PROCESS.set, process)
        self.main = loop.create_task(self._run(), context=self._context)

    def _fitted(
        self, config: Config, *, api: Generation, clock: HostClock, dashboards: Dashboards, random: Random
    ) -> Container:
        container = Container(config=config)
        access = DerivConfig(
            api=api,
            app_id=str(APP_ID),
            token=TOKEN,
            rest_url="http://deriv.simulated",
            ws_url=_SOCKETS[api],
            account_kind=AccountKind.DEMO,
        )
        container.deriv_access.override(access)
        container.clock.override(clock)
        container.deriv.override(
            providers.Singleton(Deriv, access, config.symbol, container.clock, Random(random.random()))  # noqa: S311 (a world that can be repeated)
        )
        container.host.override(SimulatedHost(random))
        self.server = SimulatedServer(dashboards, self.process)
        self.site = SimulatedSite(container.control, dashboards)
        container.server.override(self.server)
        container.site.override(self.site)
        return container

    async def _run(self) -> None:
        try:
            await serve.run(self.container)
        except UserError as error:
            self.failure = error
        except BaseException as error:  # noqa: BLE001 (whatever it is, the world has to know)
            self.failure = error
        if self.process.dead:  # and swept away behind the end of the world
            return
        self._on_end(self)

    @property
    def is_serving(self) -> bool:
        """Whether it has come up, and nobody has asked it to end."""
        return self.site.controls is not None and not self._asked

    def terminate(self) -> None:
        """As kill does without a flag."""
        self._asked = True
        self._loop.signal(self.process, signal.SIGTERM)

    def terminate_once(self) -> None:
        """As `terminate`, unless that was asked for before."""
        if not self._asked:
            self.terminate()

    def inside(self, work: Callable[[], object]) -> None:
        """Run `work` as a callback of the process."""
        self._loop.call_soon(work, context=self._context.copy())
