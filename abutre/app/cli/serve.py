"""`abutre serve`: run the bot."""

import asyncio
import sys
from typing import Annotated

import typer

from abutre.app.cli.shared_options import (
    DataDir,
    Host,
    LogFile,
    LogLevel,
    PaperTrading,
    Port,
    SymbolName,
    TlsCert,
    TlsKey,
)


def serve(
    *,
    replay: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Ticks or candles to play, CSV (plain or .gz) or Parquet."),
    ] = None,
    symbol: SymbolName = None,
    speed: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Market seconds per second; 0, as fast as it goes, for a replay [default: 600]."
        ),
    ] = None,
    host: Host = None,
    port: Port = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    data_dir: DataDir = None,
    standby: Annotated[
        bool, typer.Option("--standby", help="Wait while another bot uses the store; take over when it ends.")
    ] = False,
    socketio_redis: Annotated[
        str | None, typer.Option(metavar="URL", help="A Redis over which `abutre gateway` serves dashboards.")
    ] = None,
    balance: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What a fresh account begins with [default: 2000].")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Trade the demo account at Deriv; DERIV_API_TOKEN, DERIV_APP_ID.")
    ] = False,
    live: Annotated[
        bool, typer.Option("--live", help="Trade REAL MONEY at Deriv; ABUTRE_ALLOW_REAL_MONEY=yes.")
    ] = False,
    confirm_max_loss: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="With --live: what one sequence can lose, to the cent."),
    ] = None,
    paper_trading: PaperTrading = False,
    on_open_sequence: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT", help="A sequence left open: continue, abandon or ask [default: continue]."
        ),
    ] = None,
    log_level: LogLevel = None,
    log_file: LogFile = None,
) -> None:
    """Run the bot with its dashboard until Ctrl-C. Alone it trades a simulated Deriv."""
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.interpreter import set_up  # noqa: PLC0415 (as below)
    from abutre.app.logs import logs  # noqa: PLC0415 (as above)
    from abutre.app.serve import serve as run_bot  # noqa: PLC0415 (as above)

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
    set_up()
    with logs(config.log_level, sys.stderr, config.log_file):
        asyncio.run(run_bot(config))
