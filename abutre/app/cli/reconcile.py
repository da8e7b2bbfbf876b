"""`abutre reconcile`: say what became of a purchase that nobody could find out about."""

import asyncio
import sys
from typing import Annotated

import typer

from abutre.app.cli.shared_options import DataDir, Demo, SymbolName


def reconcile(
    *,
    contract: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The contract that it became, of those listed.")
    ] = None,
    never_bought: Annotated[bool, typer.Option("--never-bought", help="It became none.")] = False,
    symbol: SymbolName = None,
    data_dir: DataDir = None,
    demo: Demo = False,
) -> None:
    """Resolve a frozen sequence while no bot runs. Without --contract or --never-bought it only lists."""
    from abutre.app.cli.reconciliation import reconcile as resolve  # noqa: PLC0415 (as above)
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.logs import logs  # noqa: PLC0415 (as above)

    config = load_config({"symbol": symbol, "data_dir": data_dir, "demo": demo or None})
    with logs(config.log_level, sys.stderr, config.log_file):
        typer.echo(asyncio.run(resolve(config, contract=contract, never_bought=never_bought)))
