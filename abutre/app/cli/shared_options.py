"""Options that several commands take, each with one meaning and one help text."""

from typing import Annotated

import typer

SymbolName = Annotated[str | None, typer.Option(metavar="NAME", help="Market [default: V100].")]
DataDir = Annotated[
    str | None, typer.Option(metavar="DIRECTORY", help="Where the bot keeps everything it knows.")
]
Demo = Annotated[
    bool, typer.Option("--demo", help="The demo account at Deriv; DERIV_API_TOKEN, DERIV_APP_ID.")
]
PaperTrading = Annotated[
    bool, typer.Option("--paper-trading", help="Trade on paper, by the market's ticks and quotes.")
]
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
