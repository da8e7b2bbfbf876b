"""One world from one seed: a bot, its Deriv, its disk, its clients, and everything that befalls them."""

import asyncio
import contextvars
import gc
import tempfile
import traceback
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from abutre.adapters.store.database import Database
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.domain.errors import UserError
from abutre.domain.model import OpenSequence
from abutre.domain.settings import StoredSettings
from tests.simulation.bot import Bot
from tests.simulation.clocks import START, HostClock
from tests.simulation.dashboards import Dashboards
from tests.simulation.disk import Disk
from tests.simulation.loop import SimulatedLoop
from tests.simulation.network import Network
from tests.simulation.operator import Operator
from tests.simulation.plan import Plan
from tests.simulation.planted.bugs import BUGS
from tests.simulation.process import Process
from tests.simulation.reckoning import Memory, Reckoning
from tests.simulation.seams import fitted
from tests.simulation.trace import Trace
from tests.simulation.trouble import Trouble
from tests.simulation.venue import Venue
from tests.simulation.watch import Watch

_PATIENCE_MINUTES = 180
_SHUT_DOWN_SECONDS = 300


class World:
    """Everything there is.

    Attributes:
        loop: its time.
        random: its chance; parts of the world have their own, so that one does not disturb the other.
        trace: what happened.
        plan: what shall befall it.
        clock: the host's.
        bot: the present process; None while there is none.
    """

    def __init__(self, seed: int, base: Path, *, hours: float, aloud: bool) -> None:
        self.seed = seed
        self.loop = SimulatedLoop()  # type: ignore[abstract]  # a simulated machine has no files to wait for
        self.random = Random(f"{seed}:world")  # noqa: S311 (a world that can be repeated)
        self.trace = Trace(self.loop.time, aloud=aloud)
        self.outside = contextvars.copy_context()
        self.plan = Plan.of(seed, hours)
        self.clock = HostClock(self.loop.time)
        self.venue = Venue(seed=seed, time=self.loop.time)
        self.network = Network(
            loop=self.loop,
            venue=self.venue,
            random=self._chance("network"),
            trace=self.trace,
            outside=self.outside,
        )
        self.disk = Disk(
            base=base, loop=self.loop, random=self._chance("disk"), trace=self.trace, outside=self.outside
        )
        self.dashboards = Dashboards(
            loop=self.loop, random=self._chance("clients"), trace=self.trace, outside=self.outside
        )
        self.watch = Watch(
            venue=self.venue,
            database=lambda: self.disk.database,
            violate=self.violate,
            first_drawdown_bp=self.plan.settings.max_drawdown_bp,
        )
        self.network.on_frame = self.watch.frame
        self.network.on_taken = self.watch.taken
        self.dashboards.on_publish = self.watch.published
        self.dashboards.on_show = self.watch.shown
        self.bot: Bot | None = None
        self.violations: list[str] = []
        self.processes = 0
        self.stays_down = False
        self.loop.threads = self.disk.run
        self.loop.on_exception = self._uncaught

    def _chance(self, name: str) -> Random:
        return Random(f"{self.seed}:{name}")  # noqa: S311 (as above)

    def violate(self, what: str) -> None:
        """Something happened that must never be."""
        self.trace.count("violation", what)
        self.violations.append(f"{self.loop.time():.3f} s: {what}")

    def boot(self) -> None:
        """Start a process."""
        if self.bot is not None or self.stays_down:
            return
        self.processes += 1
        self.trace.count("process started", str(self.processes))
        process = Process(self.processes, self._died)
        (open_sequence,) = self.random.choices(list(OpenSequence), (2, 1, 1))
        self.watch.booted(open_sequence)
        self.bot = Bot(
            loop=self.loop,
            process=process,
            data_dir=self.disk.directory,
            api=self.plan.api,
            open_sequence=open_sequence,
            clock=self.clock,
            dashboards=self.dashboards,
            random=self.random,
            on_end=self._ended,
        )

    def _died(self, process: Process) -> None:
        self.trace.count("crash", f"process {process.number}")
        self.disk.died(process)
        self._gone(process)
        pause = self.random.choice((0.5, 3.0, 20.0, 70.0, 200.0))
        self.loop.call_later(pause * self.random.random() + 0.1, self.boot, context=self.outside)

    def _ended(self, bot: Bot) -> None:
        failure = bot.failure
        self.trace.count("process ended", repr(failure))
        if failure is not None and not isinstance(failure, UserError):
            self.violate(f"the process ended with {failure!r}")
        self._gone(bot.process)
        self.loop.call_later(self.random.random() * 30 + 1, self.boot, context=self.outside)

    def _gone(self, process: Process) -> None:
        self.network.drop(process)
        self.dashboards.hang_up()
        self.bot = None

    def _uncaught(self, context: dict[str, Any]) -> None:
        if self.loop.is_closed():
            return
        error = context.get("exception")
        self.violate(f"nobody took {error!r}: {context.get('message')}")

    async def run(self) -> None:
        """From the beginning to the end."""
        first = await self._prepare()
        market = asyncio.create_task(self.venue.hub.run())
        trouble = Trouble(self, self._chance("trouble"))
        operator = Operator(self, self._chance("operator"))
        self.boot()
        busy = [asyncio.create_task(one) for one in (trouble.run(), operator.run(), operator.look_after())]
        await asyncio.sleep(self.plan.hours * 3600)
        for task in busy:
            task.cancel()
        trouble.calm()
        await self._trades_again(operator)
        await self._shut_down()
        await self._once_more()
        market.cancel()
        Reckoning(Memory(self.disk.database), self.venue.exchange, self.violate).all(first, self.watch.told)

    async def _prepare(self) -> StoredSettings:
        async with Database(self.disk.directory) as database:
            return await SqlSettingsRepository(database=database).store(self.plan.settings, stored_at=START)

    async def _trades_again(self, operator: Operator) -> None:
        before = self.watch.closed
        for minute in range(_PATIENCE_MINUTES):
            if self.watch.closed > before:
                return
            if minute % 10 == 5:
                operator.put_right()
            await asyncio.sleep(60)
        self.violate(f"no sequence closed within {_PATIENCE_MINUTES} minutes after everything was put right")

    async def _once_more(self) -> None:
        # A start books what was moved on the account while no process could have known.
        self.stays_down = False
        self.boot()
        await asyncio.sleep(20)
        await self._shut_down()

    async def _shut_down(self) -> None:
        self.stays_down = True
        for _ in range(_SHUT_DOWN_SECONDS):
            if self.bot is None:
                return
            self.bot.terminate_once()
            await asyncio.sleep(1)
        self.violate("the process does not end on SIGTERM")


def play(seed: int, *, hours: float = 4.0, aloud: bool = False, bug: str | None = None) -> World:
    """The world of `seed` at its end, with a planted `bug` if one is named."""
    shared = Path("/dev/shm")  # noqa: S108 (a directory of its own is made in it)
    with ExitStack() as stack:
        base = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="abutre-", dir=shared if shared.is_dir() else None)
        )
        gc.disable()
        stack.callback(gc.enable)
        world = World(seed, Path(base), hours=hours, aloud=aloud)
        stack.enter_context(fitted(world.network, world.disk))
        if bug is not None:
            stack.enter_context(BUGS[bug]())
        stack.callback(world.loop.close)
        try:
            world.loop.run_until_complete(world.run())
        except Exception as error:  # noqa: BLE001 (the other worlds go on, and this one says where it failed)
            failed = traceback.extract_tb(error.__traceback__)[-1]
            world.violate(f"the world failed with {error!r} in {failed.name}, {Path(failed.filename).name}")
    return world
