"""`abutre serve`: run the bot."""

import asyncio
import sys

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


def serve(
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
