"""`abutre store`, `backup`, `restore`: everything the bot knows, copied, saved and put back as a whole."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from abutre.app.container import Container

DataDir = Annotated[
    str | None, typer.Option(metavar="DIRECTORY", help="Where the bot keeps everything it knows.")
]

app = typer.Typer(
    help="The store as a whole.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Keep `copy` a command of its own, also while it is the only one."""


@app.command()
def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A data directory, or the URL of a database.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty one of these.")],
) -> None:
    """Copy everything from one store to another while no bot uses either."""
    where = _container(_store(target)).store()
    rows = asyncio.run(_container(_store(source)).transfers().copy_to(where))
    typer.echo(f"copied {rows} rows, counted at both ends", err=True)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    data_dir: DataDir = None,
) -> None:
    """Save everything the bot knows to FILE, also while it runs."""
    rows = asyncio.run(_container({"data_dir": data_dir}).transfers().backup(file))
    typer.echo(f"saved {rows} rows to {file}", err=True)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `abutre backup` saved.")],
    data_dir: DataDir = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Forget what the store knows now, if it knows anything.")
    ] = False,
) -> None:
    """Put a backup in the store's place while no bot uses it."""
    transfers = _container({"data_dir": data_dir}).transfers()
    rows = asyncio.run(transfers.restore(file, replace=replace))
    typer.echo(f"restored {rows} rows from {file}", err=True)


def _store(named: str) -> Mapping[str, str]:
    return {"store_url": named} if "://" in named else {"data_dir": named, "store_url": ""}


def _container(flags: Mapping[str, str | None]) -> "Container":
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.container import Container  # noqa: PLC0415 (as above)

    return Container(config=load_config(flags))
