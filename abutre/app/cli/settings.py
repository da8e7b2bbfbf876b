"""`abutre settings`: look at and change the stored settings while no bot runs."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

import typer

from abutre.domain.archive import SettingsRepository
from abutre.domain.errors import UserError
from abutre.domain.settings import Settings, StoredSettings, presented, updated

Result = TypeVar("Result")

DataDir = Annotated[
    str | None, typer.Option(metavar="DIRECTORY", help="Where the bot keeps everything it knows.")
]

app = typer.Typer(
    help="Look at and change the stored settings while no bot runs.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def show(data_dir: DataDir = None) -> None:
    """Print the settings, one KEY=VALUE a line."""
    stored = _with_repository(data_dir, lambda repository: repository.load())
    typer.echo("\n".join(_assignments(stored.settings)))
    typer.echo(_stamp(stored), err=True)


@app.command("set")
def set_(
    assignments: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...", help="As `show` prints them.")],
    data_dir: DataDir = None,
) -> None:
    """Change settings, all of them or, when one is bad, none."""
    update = dict(_parsed(assignment) for assignment in assignments)

    async def change(repository: SettingsRepository) -> StoredSettings:
        present = await repository.load()
        wanted = updated(present.settings, update)
        if wanted == present.settings:
            return present
        return await repository.store(wanted, stored_at=int(datetime.now(UTC).timestamp()))

    stored = _with_repository(data_dir, change)
    typer.echo(f"{_stamp(stored)}; the bot takes it up when it starts", err=True)


@app.command()
def history(data_dir: DataDir = None) -> None:
    """Print every version, newest first, with what it changed."""
    versions = _with_repository(data_dir, lambda repository: repository.history())
    for stored, before in zip(versions, [*versions[1:], None], strict=True):
        typer.echo(f"{_stamp(stored)}: {_changes(stored, before)}")


def _with_repository(data_dir: str | None, work: Callable[[SettingsRepository], Awaitable[Result]]) -> Result:
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.container import Container  # noqa: PLC0415 (as above)

    container = Container(config=load_config({"data_dir": data_dir}))

    async def with_database() -> Result:
        async with container.database():
            return await work(container.settings())

    return asyncio.run(with_database())


def _parsed(assignment: str) -> tuple[str, object]:
    name, equals, text = assignment.partition("=")
    if not equals:
        raise UserError(f"expected KEY=VALUE, such as max_level=8, found {assignment!r}")
    try:
        return name, json.loads(text, parse_float=Decimal)
    except ValueError:
        return name, text


def _assignments(settings: Settings) -> Sequence[str]:
    shown = presented(settings).items()
    return [f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in shown]


def _stamp(stored: StoredSettings) -> str:
    if not stored.stored_at:
        return f"version {stored.version}, the defaults"
    return f"version {stored.version} of {datetime.fromtimestamp(stored.stored_at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _changes(stored: StoredSettings, before: StoredSettings | None) -> str:
    earlier = () if before is None else _assignments(before.settings)
    return " ".join(line for line in _assignments(stored.settings) if line not in earlier)
