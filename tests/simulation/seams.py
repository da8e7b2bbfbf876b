"""Where the simulated machine is put in place of the real one, for as long as a world lasts."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine, event

from abutre.adapters.deriv import deriv, rest
from abutre.adapters.store import database
from tests.simulation.disk import Disk, Inline
from tests.simulation.network import Network


@contextmanager
def fitted(network: Network, disk: Disk) -> Iterator[None]:
    """Sockets, REST, threads and statements go through `network` and `disk`."""

    async def ask(self: rest.Rest, method: str, path: str) -> object:
        return await network.ask(self, method, path)

    hooks = (
        ("connect", disk.connected),
        ("before_cursor_execute", disk.before_statement),
        ("commit", disk.before_commit),
    )
    with ExitStack() as stack:
        stack.enter_context(patch.object(deriv, "dial", network.dial))
        stack.enter_context(patch.object(rest.Rest, "_ask", ask))
        stack.enter_context(patch.object(database, "ThreadPoolExecutor", Inline))
        for name, hook in hooks:
            event.listen(Engine, name, hook)
            stack.callback(event.remove, Engine, name, hook)
        stack.enter_context(redirect_stdout(stack.enter_context(Path(os.devnull).open("w"))))
        logging.disable(logging.CRITICAL)
        stack.callback(logging.disable, logging.NOTSET)
        stack.enter_context(patch.object(sys, "unraisablehook", lambda _unraisable: None))
        yield
