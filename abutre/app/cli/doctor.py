"""`abutre doctor`: say what keeps a bot from trading, before one does."""

import asyncio
import sys
from typing import TYPE_CHECKING

import typer

from abutre.app.cli.shared_options import (
    Balance,
    ConfirmMaxLoss,
    DataDir,
    Demo,
    Host,
    Live,
    LogFile,
    LogLevel,
    OnOpenSequence,
    PaperTrading,
    Port,
    Replay,
    SocketioRedis,
    Speed,
    Standby,
    SymbolName,
    TlsCert,
    TlsKey,
)
from abutre.domain.errors import UserError

if TYPE_CHECKING:
    from abutre.app.config import Config
    from abutre.app.services.check_up import Finding


def doctor(
    *,
    replay: Replay = None,
    symbol: SymbolName = None,
    speed: Speed = None,
    host: Host = None,
    port: Port = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    data_dir: DataDir = None,
    standby: Standby = False,
    socketio_redis: SocketioRedis = None,
    balance: Balance = None,
    demo: Demo = False,
    live: Live = False,
    confirm_max_loss: ConfirmMaxLoss = None,
    paper_trading: PaperTrading = False,
    on_open_sequence: OnOpenSequence = None,
    log_level: LogLevel = None,
    log_file: LogFile = None,
) -> None:
    """Check what `serve` with the same flags needs, also beside a bot. It buys and changes nothing."""
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.logs import logs  # noqa: PLC0415 (as above)

    config = load_config(
        {
            "replay": replay,
            "symbol": symbol,
            "speed": speed,
            "host": host,
            "port": port,
            "tls_cert": tls_cert,
            "tls_key": tls_key,
            "data_dir": data_dir,
            "socketio_redis": socketio_redis,
            "standby": standby or None,
            "balance": balance,
            "paper_trading": paper_trading or None,
            "demo": demo or None,
            "live": live or None,
            "confirm_max_loss": confirm_max_loss,
            "on_open_sequence": on_open_sequence,
            "log_level": log_level,
            "log_file": log_file,
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
