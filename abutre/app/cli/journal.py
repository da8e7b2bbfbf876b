"""`abutre journal`, `abutre replay-journal`, `abutre prune`: the bot's memory, proved and looked after."""

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from abutre.domain.errors import UserError

if TYPE_CHECKING:
    from abutre.app.container import Container

DAY = 86_400
_SHOWN = 20

DataDir = Annotated[
    str | None, typer.Option(metavar="DIRECTORY", help="Where the bot keeps everything it knows.")
]

app = typer.Typer(
    help="Prove the journal, or take it away.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def verify(data_dir: DataDir = None) -> None:
    """Find whatever was edited, deleted, inserted or cut off; also beside a running bot."""
    verdict = _container(data_dir).upkeep().verify(_SHOWN)
    for complaint in verdict.complaints:
        typer.echo(complaint)
    if verdict.complaints:
        raise typer.Exit(1)
    typer.echo(f"{verdict.entries} entries, all as they were written")


@app.command()
def export(
    data_dir: DataDir = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Instead of stdout.")] = None,
) -> None:
    """Write every entry as a line of JSON, with its hash and its events."""
    lines = (f"{line}\n" for line in _container(data_dir).upkeep().export())
    if output is None:
        sys.stdout.writelines(lines)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            file.writelines(lines)
    except OSError as error:
        raise UserError(f"{output}: {error.strerror}; name a file that can be written") from None


@app.command()
def accept(data_dir: DataDir = None) -> None:
    """Go on with the database as it is, after a backup was put back on purpose."""
    number = asyncio.run(_container(data_dir).upkeep().accept())
    typer.echo(f"the journal goes on after entry {number}", err=True)


def replay_journal(data_dir: DataDir = None) -> None:
    """Feed the recorded facts to a fresh engine: it must decide the same, and end in the same state."""
    found = _container(data_dir).replay().run()
    if found.difference is None:
        typer.echo(f"{found.entries} entries replayed: the same decisions, the same state")
        return
    typer.echo(
        f"entry {found.difference.number} differs\n"
        f"recorded:\n{found.difference.recorded}\n"
        f"replayed:\n{found.difference.replayed}"
    )
    raise typer.Exit(1)


def prune(
    keep: Annotated[str, typer.Option(metavar="DAYS", help="How much of the past stays, such as 90d.")],
    data_dir: DataDir = None,
) -> None:
    """Let go of old facts, events and candles while no bot runs; the journal can still be verified."""
    pruned = asyncio.run(_container(data_dir).upkeep().prune(_days(keep) * DAY))
    if pruned is None:
        typer.echo("nothing is that old")
        return
    typer.echo(
        f"let go of the contents of {pruned.bodies} entries, up to entry {pruned.last}, "
        f"{pruned.events} events and {pruned.candles} candles"
    )


def _days(found: str) -> int:
    days = re.fullmatch(r"([1-9][0-9]{0,4})d", found)
    if days is None:
        raise UserError(f"--keep: expected a number of days such as 90d, found {found!r}")
    return int(days[1])


def _container(data_dir: str | None) -> "Container":
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.container import Container  # noqa: PLC0415 (as above)

    return Container(config=load_config({"data_dir": data_dir}))
