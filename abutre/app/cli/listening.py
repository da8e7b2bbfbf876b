"""The options that everything that serves dashboards has in common."""

from typing import Annotated

import typer

Host = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Address to listen on [default: 127.0.0.1].")
]
Port = Annotated[
    str | None, typer.Option(metavar="PORT", help="Port to listen on, 0 for a free one [default: 8000].")
]
TlsCert = Annotated[str | None, typer.Option(metavar="FILE", help="Certificate, PEM; with --tls-key: TLS.")]
TlsKey = Annotated[
    str | None, typer.Option(metavar="FILE", help="Private key of --tls-cert, PEM, no passphrase.")
]
LogLevel = Annotated[
    str | None, typer.Option(metavar="LEVEL", help="debug, info, warning or error [default: info].")
]
LogFile = Annotated[str | None, typer.Option(metavar="FILE", help="Log there as well, as JSON, rotated.")]
