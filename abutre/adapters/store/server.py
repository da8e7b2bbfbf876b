"""Where a PostgreSQL store is: a URL, which may hold a password, and the schema that is one bot's own."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from abutre.domain.errors import StoreError

DRIVER = "postgresql+psycopg"
"""How the URL of a store begins."""

_NAME = re.compile(r"(?!pg_)[a-z][a-z0-9_]{0,47}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A database, and the bot whose schema in it is meant. Shown without the password.

    Attributes:
        url: host, database and user; a secret, as it may hold a password.
        bot: name of the bot, and of its schema.
        data_dir: where on this machine the store's checkpoint is kept.
    """

    url: URL = field(repr=False)
    bot: str
    data_dir: Path

    @classmethod
    def at(cls, url: str, bot: str, *, data_dir: Path) -> Self:
        """The schema `bot` at `url`, its checkpoint in a directory of its own below `data_dir`.

        Raises:
            StoreError: `url` or `bot` is not one; the message does not repeat `url`.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            parsed = None
        if parsed is None or parsed.drivername != DRIVER or not parsed.database:
            raise StoreError(
                f"the store's URL: expected {DRIVER}://USER:PASSWORD@HOST/DATABASE, found something else"
            ) from None
        if not _NAME.fullmatch(bot):
            raise StoreError(
                f"the bot's name: expected 1 to 48 of a-z, 0-9 and _, a letter first, found {bot!r}"
            )
        return cls(url=parsed, bot=bot, data_dir=data_dir / f"{parsed.database}.{bot}")

    def __str__(self) -> str:
        """What messages call it."""
        host = self.url.host or "this machine"
        return f"PostgreSQL database {self.url.database} on {host}, schema {self.bot}"


Place = Path | Server
"""Where a store is: SQLite in a data directory, or PostgreSQL."""


def data_dir_of(place: Place) -> Path:
    """Where on this machine what belongs to the store, but not into the database, is kept."""
    return place if isinstance(place, Path) else place.data_dir
