"""`abutre token`: make and revoke the tokens that let dashboards and programs in."""

import re
import time
from typing import Annotated

import typer

from abutre.domain.errors import UserError

DataDir = Annotated[
    str | None, typer.Option(metavar="DIRECTORY", help="Where the bot keeps everything it knows.")
]

_DURATION = re.compile(r"([1-9]\d{0,4})([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_NAME = re.compile(r"[!-~]{1,64}")

app = typer.Typer(
    help="Make and revoke the tokens that let dashboards and programs in.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def create(
    *,
    role: Annotated[str, typer.Option(metavar="ROLE", help="viewer sees, operator commands as well.")],
    expires: Annotated[str, typer.Option(metavar="TIME", help="How long it is good: 15m, 12h, 30d.")],
    subject: Annotated[str, typer.Option(metavar="NAME", help="Whose it is, for the audit trail.")] = "",
) -> None:
    """Print a new token. It is shown this once; its id, on stderr, is what revokes it."""
    from abutre.app.config import load_config  # noqa: PLC0415 (slow, and not for every command)
    from abutre.app.entry import issued_token  # noqa: PLC0415 (as above)

    if subject and _NAME.fullmatch(subject) is None:
        raise UserError(f"--subject: expected 1 to 64 plain characters without spaces, found {subject!r}")
    now, seconds = int(time.time()), _duration(expires)
    issued = issued_token(load_config({}), who=subject or role, role=role, now=now, seconds=seconds)
    typer.echo(issued.token)
    typer.echo(f"id {issued.token_id}, {role}, good for {expires}", err=True)


@app.command()
def revoke(token_id: Annotated[str, typer.Argument(metavar="ID")], data_dir: DataDir = None) -> None:
    """Let nobody in with this token any more; a running bot ends its connections within seconds.

    The id stands on stderr of `create`, in the token as `jti`, and in the audit trail.
    """
    from abutre.adapters.store.checkpoint import holds_store  # noqa: PLC0415 (as above)
    from abutre.app.config import load_config  # noqa: PLC0415 (as above)
    from abutre.app.entry import revocations  # noqa: PLC0415 (as above)

    if _NAME.fullmatch(token_id) is None:
        raise UserError("expected the id of a token, at most 64 plain characters; never the token itself")
    config = load_config({"data_dir": data_dir})
    path = revocations(config).add(token_id, now=int(time.time()))
    typer.echo(f"revoked {token_id} in {path}", err=True)
    if not holds_store(config.data_dir):
        typer.echo(
            f"{config.data_dir} holds no bot's store, which is right for a gateway's directory only; "
            "a bot that keeps its own elsewhere goes on taking the token: name that by --data-dir",
            err=True,
        )


@app.command("list")
def list_(data_dir: DataDir = None) -> None:
    """Print the ids of the revoked tokens, one a line."""
    from abutre.app.config import load_config  # noqa: PLC0415 (as above)
    from abutre.app.entry import revocations  # noqa: PLC0415 (as above)

    for token_id in sorted(revocations(load_config({"data_dir": data_dir})).revoked()):
        typer.echo(token_id)


def _duration(text: str) -> int:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise UserError(f"--expires: expected a time such as 15m, 12h or 30d, found {text!r}")
    return int(found[1]) * _SECONDS[found[2]]
