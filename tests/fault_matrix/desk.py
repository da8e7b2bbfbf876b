"""The whole bot at a simulated Deriv, both in this process, over real sockets and with a real database."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.adapters.system.clock import SystemClock
from abutre.adapters.web.sockets import WebSocketServer
from abutre.app import serve
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.services.keeper import Keeper
from abutre.app.services.trader import Trader
from abutre.app.services.vitals import Watch
from abutre.app.signals import Signals
from abutre.domain.commands import Verb
from abutre.domain.events import Sequenced, SystemAlert, TradeClosed
from abutre.domain.facts import CommandGiven, Fact, Transferred
from abutre.domain.settings import Settings
from abutre.simulator.clock import SimulatorClock
from abutre.simulator.exchange import Exchange
from abutre.simulator.launch import APP_ID, TOKEN, accounts
from abutre.simulator.market import Market
from abutre.simulator.pricing import COMMISSION
from abutre.simulator.server import Endpoints, Simulator
from tests.fault_matrix.cells import Cell
from tests.fault_matrix.market import RestlessTicks
from tests.scripted_deriv import FastClock

START = 1_800_000_000
"""A whole hour, market epoch."""
PAST = 130 * 60
SPEED = 1000.0
"""Market seconds per second."""
HURRY = 100.0
"""How many times as fast the bot's own waiting passes: a deadline of 20 s takes 3 minutes of the market."""
PATIENCE = 20.0
"""Seconds that one sequence may take, disturbed or not."""

SETTINGS = Settings(delay_threshold=2, max_level=2)

Fitting = Callable[[Container], None]


class Desk:
    """A bot that trades.

    Attributes:
        exchange: what the simulator knows.
        simulator: takes faults.
        events: everything the bot told.
        transferred: what the trader was told that others moved, minor units.
    """

    def __init__(self, exchange: Exchange, simulator: Simulator, api: Generation) -> None:
        self.exchange = exchange
        self.transferred = 0
        self._api = api
        self.simulator = simulator
        self.events: list[Sequenced] = []
        self.trader: Trader
        self.running: asyncio.Task[None]
        self._told = asyncio.Event()

    def note(self, event: Sequenced) -> None:
        """The bot has told something."""
        self.events.append(event)
        self._told.set()

    def watch_transfers(self) -> None:
        """Add up what the trader is told of."""
        submit = self.trader.submit

        async def counted(fact: Fact) -> bool:
            self.transferred += fact.amount if isinstance(fact, Transferred) else 0
            return await submit(fact)

        self.trader.submit = counted  # type: ignore[method-assign]  # it only looks on

    async def play(self, cell: Cell) -> None:
        """Disturb the next sequence, and wait until one has closed; what has halted the bot is lifted."""
        for fault in cell:
            if fault.profile in {None, self._api.value}:
                self.simulator.arm(fault)
        first = len(self.events)
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(isinstance(one.event, TradeClosed) for one in self.events[first:]):
                    await self._something()
        except TimeoutError:
            told = [one.event for one in self.events[-12:]]
            raise AssertionError(
                f"no sequence closed in {PATIENCE} s after {cell}; last told: {told}"
            ) from None
        self.exchange.commission = COMMISSION

    async def until_alert(self, words: str) -> None:
        """Wait until an alert has told `words`."""
        async with asyncio.timeout(PATIENCE):
            while not any(
                isinstance(one.event, SystemAlert) and words in one.event.message for one in self.events
            ):
                await self._something()

    async def _something(self) -> None:
        self._told.clear()
        if self.trader.latest.stopped.is_set():
            start = CommandGiven(verb=Verb.START, after_sequence=False, epoch=self.trader.epoch)
            await self.trader.submit(start)
            return
        told = asyncio.create_task(self._told.wait())
        await asyncio.wait({told, self.running}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if self.running.done():
            self.running.result()
            raise AssertionError("the bot has ended")


class _Watched(WebSocketServer):
    def __init__(self, container: Container, desk: Desk) -> None:
        super().__init__(
            symbol=container.config().symbol,
            now=lambda: container.bookkeeping().epoch,
            entrance=container.entrance(),
        )
        self._desk = desk

    async def publish(self, event: Sequenced) -> None:
        await super().publish(event)
        self._desk.note(event)


def access(endpoints: Endpoints, api: Generation) -> DerivConfig:
    """The way to the demo account of a simulator."""
    return DerivConfig(
        api=api,
        app_id=str(APP_ID),
        token=TOKEN,
        rest_url=endpoints.rest_url,
        ws_url=endpoints.options_url if api is Generation.OPTIONS else endpoints.legacy_url,
        account_kind=AccountKind.DEMO,
    )


def as_it_is(_container: Container) -> None:
    """Put in nothing."""


@asynccontextmanager
async def desk(
    data_dir: Path, api: Generation, *, seed: int, speed: float = SPEED, fit: Fitting = as_it_is
) -> AsyncGenerator[Desk, None]:
    """A bot that trades the simulator's demo account; at the end it is asked to stop, and has stopped.

    `fit` may put instruments into the bot before it opens.
    """
    async with running_exchange(seed, speed) as (exchange, simulator, endpoints):
        made = Desk(exchange, simulator, api)
        async with at_work(made, access(endpoints, api), data_dir, fit):
            yield made


@asynccontextmanager
async def running_exchange(
    seed: int, speed: float = SPEED
) -> AsyncGenerator[tuple[Exchange, Simulator, Endpoints], None]:
    """A simulator whose market never rests."""
    clock = SimulatorClock(speed, START)
    ticks = RestlessTicks(start=START - PAST, seed=seed)
    market = Market(seed=seed, start=START, recorded={"R_100": ticks}, symbols=["R_100"])
    exchange = Exchange(market=market, accounts=accounts(), clock_now=clock.now)
    simulator = Simulator(exchange=exchange, clock=clock, seed=seed)
    endpoints = await simulator.start()
    try:
        yield exchange, simulator, endpoints
    finally:
        await simulator.stop()


@asynccontextmanager
async def at_work(
    made: Desk, deriv: DerivConfig, data_dir: Path, fit: Fitting = as_it_is
) -> AsyncGenerator[None, None]:
    """The bot of a desk, from its start until it has stopped."""
    container = Container(config=Config(port=0, data_dir=data_dir, demo=True))
    container.deriv_access.override(deriv)
    container.clock.override(FastClock(HURRY))
    # What looks after the host measures it by the host's own time.
    container.keeper.override(Keeper(journal=container.journal(), clock=SystemClock()))
    container.server.override(_Watched(container, made))
    fit(container)
    asked = Signals()
    async with container.database(), container.venue():
        await container.settings().store(SETTINGS, stored_at=START)
        opening = await container.recovery().find()
        container.opening.override(opening)
        made.trader = container.trader()
        container.watch.override(
            Watch(
                host=container.host(),
                clock=SystemClock(),
                trader=made.trader,
                market=None,
                closed=container.closed,
            )
        )
        made.watch_transfers()
        made.running = asyncio.create_task(serve._run(container, opening, asked))
        try:
            yield
        except BaseException:
            asked.note()  # and once more below: no contract is followed after a failure
            raise
        finally:
            asked.note()
            await made.running
