"""Runs the bot: opens in order, waits for a signal, follows what is in flight, closes in reverse."""

import asyncio
import logging
import sys
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack

from abutre.app.amounts import money
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.odds import odds
from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.pumps import pump_market, pump_notices, pump_quotes, pump_time, pump_updates
from abutre.app.services.recovery import Opening
from abutre.app.services.trader import Trader
from abutre.app.services.vitals import pump_vitals
from abutre.app.signals import Signals, signals
from abutre.domain.commands import Verb
from abutre.domain.facts import CommandGiven

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
    with signals() as asked:
        async with container.database(), container.venue():
            opening = await container.recovery().find()
            container.opening.override(opening)
            if config.market == "deriv":
                bought = await container.journal().purchases(opening.run.run_id)
                container.deriv().broker.remember(bought.contract_ids, since=bought.last_sent)
            try:
                await _run(container, opening, asked)
            except BaseExceptionGroup as failures:
                raise _cause(failures) from None


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
    if config.replay is None:  # a replay is the same every time
        yield pump_vitals(container.watch(), trader, container.clock())
    if config.market == "deriv":
        yield pump_time(trader, container.clock(), tick_interval=config.symbol.tick_interval)
        yield pump_quotes(account, trader, container.clock())
        yield pump_notices(container.deriv().notices(), trader)


def _market(config: Config) -> str:
    if config.market == "deriv":
        return "Deriv"
    speed = f"at {config.speed:g} times its speed" if config.speed else "as fast as it goes"
    return f"{'a synthetic market' if config.replay is None else f'the market in {config.replay}'} {speed}"


async def _greet(url: str, container: Container, opening: Opening) -> None:
    config, account = container.config(), container.account()
    balance, quote = await container.account_broker().balance(), await container.account_broker().quote()
    goes_on = ", where it was left" if opening.resumed else ""
    sys.stdout.write(
        f"Abutre is running at {url}/\n"
        f"{account.mode} account of {money(balance)} {account.currency}{goes_on}; "
        f"{config.symbol.name} from {_market(config)}.\n"
        f"{odds(quote.payout_rate_ppm, assumed=quote.assumed)}\n"
    )
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
