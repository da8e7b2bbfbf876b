"""Runs the bot: opens in order, waits for a signal, follows what is in flight, closes in reverse."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal

from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.adapters.web.site import Site
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.exposure import check_exposure
from abutre.app.greeting import greeting
from abutre.app.secrecy import forget_secrets
from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.pumps import pump_market, pump_notices, pump_quotes, pump_time, pump_updates
from abutre.app.services.recovery import Opening
from abutre.app.services.trader import Trader
from abutre.app.services.vitals import pump_vitals
from abutre.app.signals import Signals, signals
from abutre.domain.commands import Verb
from abutre.domain.errors import UserError
from abutre.domain.facts import CommandGiven
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.launch import APP_ID, TOKEN, Launched, Wishes, launch

PATIENCE = 90
"""Seconds that a contract in flight is followed after the first signal: a minute, and then some."""

SEED = 4233
"""Chosen so that a first look shows something: with the default settings V100 triggers at its 39th minute,
every other symbol at its 127th or before. It says nothing about the odds."""
SIMULATOR_FILE = "simulator.db"
"""In the data directory: the simulated market and account."""

_log = logging.getLogger(__name__)


async def serve(config: Config) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises:
        UserError: something the user can mend keeps it from starting or from going on.
    """
    check_exposure(config)
    container = Container(config=config)
    container.entrance()  # bad keys, names and files are told before anything is opened
    if config.market == "deriv":
        container.deriv_access()
    forget_secrets()
    with signals() as asked:
        async with container.database(), _simulator(container), container.venue():
            opening = await container.recovery().find()
            container.opening.override(opening)
            if config.at_deriv:
                bought = await container.journal().purchases(opening.run.run_id)
                container.deriv().broker.remember(bought.contract_ids, since=bought.last_sent)
            try:
                await _run(container, opening, asked)
            except BaseExceptionGroup as failures:
                raise _cause(failures) from None


@asynccontextmanager
async def _simulator(container: Container) -> AsyncGenerator[None, None]:
    """A Deriv in this process, where the market is one; the container is told how to reach it.

    Raises:
        UserError: what it keeps cannot be read or written.
    """
    config = container.config()
    if config.market != "simulator":
        yield
        return
    wishes = Wishes(
        speed=config.speed,
        seed=SEED,
        symbols=[config.symbol.code],
        balance=Decimal(config.balance).scaleb(-2),
        state=config.data_dir / SIMULATOR_FILE,
    )
    try:
        launched = await launch(wishes)
        container.simulator_access.override(_access(launched))
        try:
            async with asyncio.TaskGroup() as tasks:
                running = tasks.create_task(launched.simulator.failed())
                yield
                running.cancel()
        finally:
            await launched.stop()
    except BaseExceptionGroup as failures:
        raise _cause(failures) from None
    except SimulatorFileError as error:
        raise UserError(str(error)) from None


def _access(launched: Launched) -> DerivConfig:
    return DerivConfig(
        api=Generation.OPTIONS,
        app_id=str(APP_ID),
        token=TOKEN,
        account_kind=AccountKind.DEMO,
        rest_url=launched.endpoints.rest_url,
        ws_url=launched.endpoints.options_url,
    )


async def _run(container: Container, opening: Opening, asked: Signals) -> None:
    trader = container.trader()
    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as stack:
        site = container.site()
        trading = tasks.create_task(trader.run())
        stack.push_async_callback(_finish, trader, trading)
        if not await _started(container, trader, asked):
            return
        _log.info("%s", container.note())

        stack.push_async_callback(site.stop)
        url = await site.start()

        for pump in _pumps(container, trader):
            stack.callback(tasks.create_task(pump).cancel)
        market = asyncio.create_task(
            pump_market(
                container.tape(),
                trader,
                container.server(),
                container.observation.pulse(),
                after=opening.after,
            )
        )
        stack.push_async_callback(_cancel, market)

        await _greet(url, container, opening)
        _invite(site, url)
        systemd = container.observation.systemd()
        systemd.ready()
        stack.callback(systemd.stopping)
        await _wait_for_signal(market, asked)
        await _shut_down(trader, asked)


async def _started(container: Container, trader: Trader, asked: Signals) -> bool:
    """True when the start is done; False when a signal came while the store failed."""
    start = asyncio.create_task(container.start_up().run())
    hopeless = asyncio.create_task(_hopeless(trader, asked))
    try:
        await asyncio.wait({start, hopeless}, return_when=asyncio.FIRST_COMPLETED)
        if not start.done():
            return False
        start.result()
        return True
    finally:
        start.cancel()
        hopeless.cancel()


async def _hopeless(trader: Trader, asked: Signals) -> None:
    await asked.end.wait()
    await trader.failing.wait()


def _pumps(container: Container, trader: Trader) -> Iterator[Coroutine[object, object, None]]:
    account = container.account_broker()
    yield pump_updates(account, trader)
    yield pump_updates(container.paper_broker(), trader)
    yield container.observation.notifier().run()
    yield container.observation.systemd().keep_alive()
    yield container.daily_check().run()
    config = container.config()
    if config.at_deriv:  # a replay is the same every time
        yield pump_vitals(container.watch(), trader, container.clock())
        yield pump_quotes(account, trader, container.clock())
        yield pump_notices(container.deriv().notices(), trader)
    if config.market == "deriv":
        yield pump_time(trader, container.clock(), tick_interval=config.symbol.tick_interval)


async def _greet(url: str, container: Container, opening: Opening) -> None:
    text = greeting(
        url,
        config=container.config(),
        account=container.account(),
        balance=await container.account_broker().balance(),
        quote=container.start_up().quote,
        resumed=opening.resumed,
    )
    sys.stdout.write(text)
    sys.stdout.flush()


def _invite(site: Site, url: str) -> None:
    # For eyes only: where stdout is no terminal, it is a file or a log.
    link = site.login_link(url) if sys.stdout.isatty() else None
    if link is not None:
        sys.stdout.write(f"Log in within 10 minutes, once: {link}\n")
        sys.stdout.flush()


async def _wait_for_signal(market: asyncio.Task[None], asked: Signals) -> None:
    signal = asyncio.create_task(asked.end.wait())
    try:
        await asyncio.wait({signal, market}, return_when=asyncio.FIRST_COMPLETED)
        if market.done():
            market.result()
            _log.info("the market has ended; the dashboard stays up until SIGTERM or Ctrl-C")
            await signal
    finally:
        signal.cancel()


async def _shut_down(trader: Trader, asked: Signals) -> None:
    stopping, end_at_once = asyncio.create_task(_stop(trader)), asyncio.create_task(asked.end_at_once.wait())
    hopeless = asyncio.create_task(trader.failing.wait())
    try:
        await asyncio.wait(
            {stopping, end_at_once, hopeless}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for wait in (stopping, end_at_once, hopeless):
            wait.cancel()
    if stopping.done():
        stopping.result()
    if not trader.latest.stopped.is_set():
        _log.warning("ended with a contract in flight; the next start finds out what became of it")


async def _stop(trader: Trader) -> None:
    await trader.submit(CommandGiven(verb=Verb.SHUTDOWN, after_sequence=False, epoch=trader.epoch))
    await trader.latest.stopped.wait()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _finish(trader: Trader, trading: asyncio.Task[None]) -> None:
    trader.close()
    await asyncio.wait({trading})


def _cause(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    _, others = failures.split(InboxClosedError)
    return (others or failures).exceptions[0]
