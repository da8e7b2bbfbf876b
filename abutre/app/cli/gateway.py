"""`abutre gateway`: serve the dashboards of a bot that runs elsewhere."""

import asyncio
import sys
from typing import Annotated

import typer

from abutre.app.cli.shared_options import Host, LogFile, LogLevel, Port, TlsCert, TlsKey


def gateway(
    *,
    socketio_redis: Annotated[
        str | None, typer.Option(metavar="URL", help="The Redis that the bot uses, redis://HOST:6379/0.")
    ] = None,
    host: Host = None,
    port: Port = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    data_dir: Annotated[
        str | None, typer.Option(metavar="DIRECTORY", help="Where the list of revoked tokens is.")
    ] = None,
    log_level: LogLevel = None,
    log_file: LogFile = None,
) -> None:
    """Serve dashboards for a bot that runs `abutre serve --socketio-redis`, until Ctrl-C."""
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.gateway import gateway as run_gateway  # noqa: PLC0415 (as above)
    from abutre.app.logs import logs  # noqa: PLC0415 (as above)

    config = load_config(
        {
            "socketio_redis": socketio_redis,
            "host": host,
            "port": port,
            "tls_cert": tls_cert,
            "tls_key": tls_key,
            "data_dir": data_dir,
            "log_level": log_level,
            "log_file": log_file,
        }
    )
    with logs(config.log_level, sys.stderr, config.log_file):
        asyncio.run(run_gateway(config))
