"""Runs a gateway: waits for its bot, serves its dashboards, ends with a signal."""

import asyncio
import logging
import sys
from contextlib import AsyncExitStack

from abutre.adapters.relay.values import About
from abutre.app.config import Config
from abutre.app.container.gateway import GatewayContainer
from abutre.app.exposure import check_exposure
from abutre.app.gauges import show_clients
from abutre.app.secrecy import forget_secrets
from abutre.app.signals import signals
from abutre.domain.errors import StoreError

_AGAIN_SECONDS = 1.0
_log = logging.getLogger(__name__)


async def gateway(config: Config) -> None:
    """Serve the dashboards of the bot behind Redis until SIGTERM or SIGINT.

    Raises:
        UserError: something the user can mend keeps it from starting or from going on.
    """
    check_exposure(config, config.mode)
    container = GatewayContainer(config=config)
    container.entrance()  # bad keys, names and files are told before anything is opened
    container.line()
    forget_secrets()
    with signals() as asked:
        serving = asyncio.create_task(_serve(config, container))
        signal = asyncio.create_task(asked.end.wait())
        await asyncio.wait({serving, signal}, return_when=asyncio.FIRST_COMPLETED)
        signal.cancel()
        serving.cancel()
        try:
            await serving
        except asyncio.CancelledError:
            pass
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None


async def _serve(config: Config, container: GatewayContainer) -> None:
    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as stack:
        stack.push_async_callback(container.line().close)
        tasks.create_task(container.asking().run())
        about = await _bot(container)
        check_exposure(config, about.mode)
        container.about.override(about)
        site = container.site()
        show_clients(container.figures(), container.server())
        await container.follower().begin()
        tasks.create_task(container.follower().run())
        stack.push_async_callback(site.stop)
        sys.stdout.write(f"Abutre's gateway is running at {await site.start()}/\n")
        sys.stdout.flush()
        container.systemd().ready()
        stack.callback(container.systemd().stopping)
        await container.systemd().keep_alive(lambda: True)  # that the loop turns is all there is to tell
        await asyncio.Event().wait()


async def _bot(container: GatewayContainer) -> About:
    told = False
    while True:
        try:
            return await container.controls().about()
        except StoreError as away:
            if not told:
                _log.warning("waiting for the bot: %s", away)
            told = True
            await container.clock().sleep(_AGAIN_SECONDS)
