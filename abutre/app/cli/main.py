"""The command `abutre`: its subcommands, and what a user sees when something is wrong."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from abutre.app.cli import journal, settings, store, token
from abutre.app.cli.backtest import backtest
from abutre.app.cli.doctor import doctor
from abutre.app.cli.gateway import gateway
from abutre.app.cli.reconcile import reconcile
from abutre.app.cli.serve import serve
from abutre.app.cli.simulate import simulate
from abutre.domain.errors import UserError

BAD_INPUT = 2
"""Exit code when the user can mend it, as for a mistyped flag."""

app = typer.Typer(
    name="abutre",
    help="Watches streaks of Deriv's synthetic indices, bets on the reversal, says the odds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve)
app.command()(doctor)
app.command()(gateway)
app.command()(reconcile)
app.command()(backtest)
app.command()(simulate)
app.command()(store.backup)
app.command()(store.restore)
app.command()(journal.prune)
app.command()(journal.replay_journal)
app.add_typer(journal.app, name="journal")
app.add_typer(settings.app, name="settings")
app.add_typer(store.app, name="store")
app.add_typer(token.app, name="token")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"abutre {version('abutre')}")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep what all subcommands share."""


def run() -> None:
    """Run the command line, and end the process."""
    try:
        app(prog_name="abutre")
    except UserError as error:
        sys.stderr.write(f"abutre: {error}\n")
        sys.exit(BAD_INPUT)
