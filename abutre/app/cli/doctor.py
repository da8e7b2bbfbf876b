"""`abutre doctor`: say what keeps a bot from trading, before one does."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from abutre.app.cli.shared_options import DataDir, Demo, PaperTrading, SymbolName
from abutre.domain.errors import UserError

if TYPE_CHECKING:
    from abutre.app.config import Config
    from abutre.app.services.check_up import Finding


def doctor(
    *,
    replay: Annotated[str | None, typer.Option(metavar="FILE", help="As for serve.")] = None,
    symbol: SymbolName = None,
    data_dir: DataDir = None,
    demo: Demo = False,
    live: Annotated[bool, typer.Option("--live", help="The account with REAL MONEY at Deriv.")] = False,
    confirm_max_loss: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="With --live: as for serve.")
    ] = None,
    paper_trading: PaperTrading = False,
) -> None:
    """Check what `serve` with the same flags needs, also beside a bot. It buys and changes nothing."""
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.logs import logs  # noqa: PLC0415 (as above)

    config = load_config(
        {
            "replay": replay,
            "symbol": symbol,
            "data_dir": data_dir,
            "demo": demo or None,
            "live": live or None,
            "confirm_max_loss": confirm_max_loss,
            "paper_trading": paper_trading or None,
        }
    )
    with logs(config.log_level, sys.stderr, config.log_file):
        asyncio.run(_show(config))


async def _show(config: "Config") -> None:
    from abutre.app.cli.examination import examine  # noqa: PLC0415 (as above)

    bad = []

    def tell(finding: "Finding") -> None:
        typer.echo(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.about}: {finding.told}")
        if not finding.is_well:
            bad.append(finding.about)

    await examine(config, tell)
    if bad:
        raise UserError(f"mend this before a bot trades: {', '.join(bad)}")
