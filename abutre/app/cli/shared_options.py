"""Options that several commands take, each with one meaning and one help text."""

from typing import Annotated

import typer

Replay = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Ticks or candles to play, CSV (plain or .gz) or Parquet."),
]
SymbolName = Annotated[str | None, typer.Option(metavar="NAME", help="Market [default: V100].")]
Speed = Annotated[
    str | None,
    typer.Option(
        metavar="N", help="Market seconds per second; 0, as fast as it goes, for a replay [default: 600]."
    ),
]
DataDir = Annotated[
    str | None, typer.Option(metavar="DIRECTORY", help="Where the bot keeps everything it knows.")
]
Standby = Annotated[
    bool, typer.Option("--standby", help="Wait while another bot uses the store; take over when it ends.")
]
SocketioRedis = Annotated[
    str | None, typer.Option(metavar="URL", help="A Redis over which `abutre gateway` serves dashboards.")
]
Balance = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="What a fresh account begins with [default: 2000].")
]
Demo = Annotated[
    bool, typer.Option("--demo", help="The demo account at Deriv; DERIV_API_TOKEN, DERIV_APP_ID.")
]
Live = Annotated[bool, typer.Option("--live", help="Trade REAL MONEY at Deriv; ABUTRE_ALLOW_REAL_MONEY=yes.")]
ConfirmMaxLoss = Annotated[
    str | None,
    typer.Option(metavar="AMOUNT", help="With --live: what one sequence can lose, to the cent."),
]
PaperTrading = Annotated[
    bool, typer.Option("--paper-trading", help="Trade on paper, by the market's ticks and quotes.")
]
OnOpenSequence = Annotated[
    str | None,
    typer.Option(metavar="WHAT", help="A sequence left open: continue, abandon or ask [default: continue]."),
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
