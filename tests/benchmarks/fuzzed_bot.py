"""A bot in a process of its own, as `abutre serve --demo` runs it, at a market of many times its speed."""

import asyncio
import sys
from pathlib import Path
from random import Random

from abutre.adapters.deriv.budget import Budget
from abutre.adapters.deriv.deriv import Deriv
from abutre.app.config import Config
from abutre.app.container import Container
from abutre.app.interpreter import set_up
from abutre.app.logs import logs
from abutre.app.serve import run
from tests.scripted_deriv import FastClock


class _AtThatSpeed(Deriv):
    """May ask as often a market minute as Deriv lets it; every other time of it is the host's."""

    def __init__(self, container: Container, speed: float) -> None:
        access = container.deriv_access()
        super().__init__(access, container.config().symbol, container.clock(), Random())  # noqa: S311 (it spreads attempts to reconnect)
        self._budget = Budget(access.api, FastClock(speed))


def main() -> None:
    """Serve until a signal; the arguments are the data directory and the market's speed."""
    data_dir, speed = Path(sys.argv[1]), float(sys.argv[2])
    container = Container(config=Config(port=0, data_dir=data_dir, demo=True))
    container.deriv.override(_AtThatSpeed(container, speed))
    set_up()
    with logs("info", sys.stderr, data_dir / "abutre.log"):
        asyncio.run(run(container))


if __name__ == "__main__":
    main()
