"""Runs the bot: opens in order, waits for a signal, follows what is in flight, closes in reverse."""

import asyncio
import logging
import sys
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from abutre.adapters.deriv.config import DerivConfig
from abutre.adapters.web.site import Site
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.exposure import check_exposure
from abutre.app.greeting import greeting
from abutre.app.live import confirm
from abutre.app.relayed import close_relay, relay_pumps
from abutre.app.secrecy import forget_secrets
from abutre.app.services.day_so_far import closed_on_day_of
from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.pumps import pump_market, pump_notices, pump_quotes, pump_time, pump_updates
from abutre.app.services.recovery import Opening
from abutre.app.services.trader import Trader
from abutre.app.services.vitals import pump_vitals
from abutre.app.signals import Signals, signals
from abutre.app.simulated import simulated_deriv
from abutre.domain.commands import Verb
from abutre.domain.facts import CommandGiven
from abutre.domain.model import Quote

PATIENCE = 90
"""Seconds that a contract in flight is followed after the first signal: a minute, and then some."""

_log = logging.getLogger(__name__)


async def serve(config: Config) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises:
        UserError: something the user can mend keeps it from starting or from going on.
    """
    await run(Container(config=config))


async def run(container: Container) -> None:
    """As `serve`, of what is in `container`."""
    config = container.config()
    check_exposure(config, config.mode)
    container.entrance()  # bad keys, names and files are told before anything is opened
    if config.market == "deriv":
        container.deriv_access()
    if config.audience == "gateways":
        container.relay.line()
    forget_secrets()
    with signals() as asked:
        if not await _took_store(container, asked):
            return
        async with (
            container.database() as database,
            simulated_deriv(config, kept=True) as simulated,
            _venue(container, simulated),
        ):
            if config.market == "deriv" and config.account == "deriv":
                await database.claim(f"{config.mode}:{container.source()}")
            if config.live:
                stored = await container.settings().load()
                account = container.account()
                await confirm(config, container.confirmation(), stored.settings, account.currency, asked)
            opening = await container.recovery().find()
            container.opening.override(opening)
            if config.at_deriv:
                bought = await container.journal().purchases(opening.run.run_id)
                container.deriv().broker.remember(bought.contract_ids, since=bought.last_sent)
            if opening.resumed:
                closed = await closed_on_day_of(opening.after, container.archive(), opening.run.run_id)
                container.observation.narrator().go_on(
                    epoch=opening.after, closed=closed, balance=opening.balance
                )
            try:
                await _run(container, opening, asked)
            except BaseExceptionGroup as failures:
                raise _cause(failures) from None


def _venue(container: Container, simulated: DerivConfig | None) -> AbstractAsyncContextManager[object]:
    if simulated is not None:
        container.simulator_access.override(simulated)
    return container.venue()


async def _took_store(container: Container, asked: Signals) -> bool:
    """Whether the store is ours; False when a signal came first."""
    opening = asyncio.create_task(container.database().open(standby=container.config().standby))
    signal = asyncio.create_task(asked.end.wait())
    await asyncio.wait({opening, signal}, return_when=asyncio.FIRST_COMPLETED)
    signal.cancel()
    if not opening.done():
        await _cancel(opening)
        return False
    await opening
    return True


async def _run(container: Container, opening: Opening, asked: Signals) -> None:
    trader = container.trader()
    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as stack:
        site = container.site()
        trading = tasks.create_task(trader.run())
        stack.push_async_callback(_finish, trader, trading)
        started = await _started(container, trader, asked)
        if started is None:
            return
        _log.info("%s", container.note())

        stack.push_async_callback(site.stop)
        url = await site.start()

        for pump in _pumps(container, trader):
            stack.callback(tasks.create_task(pump).cancel)
        for pump in relay_pumps(container):
            stack.callback(tasks.create_task(pump).cancel)
        stack.push_async_callback(close_relay, container)
        market = asyncio.create_task(
            pump_market(
                container.tape(),
                trader,
                container.relay.publisher(),
                container.observation.pulse(),
                after=opening.after,
            )
        )
        stack.push_async_callback(_cancel, market)

        _greet(url, container, opening, *started)
        _invite(site, url)
        systemd = container.observation.systemd()
        systemd.ready()
        try:
            await _wait_for_signal(market, asked)
        finally:
            systemd.stopping()
        await _shut_down(trader, asked)
        if not asked.end_at_once.is_set():
            await container.observation.notifier().flush()


async def _started(container: Container, trader: Trader, asked: Signals) -> tuple[int, Quote] | None:
    """The account's balance and offer; None when a signal came and the store failed, or no offer came."""
    start_up = container.start_up()
    start = asyncio.create_task(start_up.run())
    hopeless = [
        asyncio.create_task(_both(asked.end, trouble)) for trouble in (trader.failing, start_up.waiting)
    ]
    try:
        await asyncio.wait({start, *hopeless}, return_when=asyncio.FIRST_COMPLETED)
        return start.result() if start.done() else None
    finally:
        for task in (start, *hopeless):
            task.cancel()


async def _both(one: asyncio.Event, other: asyncio.Event) -> None:
    await one.wait()
    await other.wait()


def _pumps(container: Container, trader: Trader) -> Iterator[Coroutine[object, object, None]]:
    account = container.account_broker()
    yield pump_updates(account, trader)
    yield pump_updates(container.paper_broker(), trader)
    yield container.observation.notifier().run()
    yield container.observation.systemd().keep_alive(container.standing.liveness().alive)
    yield container.daily_check().run()
    config = container.config()
    if config.at_deriv:  # a replay is the same every time
        yield pump_vitals(container.watch(), trader, container.clock())
        yield pump_quotes(account, trader, container.clock())
        yield pump_notices(container.deriv().notices(), trader)
    if config.market == "deriv":
        yield pump_time(trader, container.clock(), tick_interval=config.symbol.tick_interval)


def _greet(url: str, container: Container, opening: Opening, balance: int, quote: Quote) -> None:
    text = greeting(
        url,
        config=container.config(),
        account=container.account(),
        balance=balance,
        quote=quote,
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
