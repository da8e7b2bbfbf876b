"""Every version of the strategy's settings, in SQL."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from abutre.adapters.store.database import Database
from abutre.adapters.store.schema import settings as versions
from abutre.adapters.store.text import to_json
from abutre.domain.codec import build, encode
from abutre.domain.events import SettingsChanged
from abutre.domain.settings import Settings, StoredSettings

_DEFAULTS = StoredSettings(settings=Settings(), version=1, stored_at=0)


class SqlSettingsRepository:
    """The port `SettingsRepository`, kept in `database`; raises StoreError when that fails."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    async def load(self) -> StoredSettings:
        """The newest version; the defaults as version 1, stored at 0, when nothing was ever stored."""
        return (await self.history())[0]

    async def store(self, settings: Settings, *, stored_at: int) -> StoredSettings:
        """Keep `settings` durably as the next version, stored at `stored_at` (epoch seconds)."""

        def write(connection: Connection) -> StoredSettings:
            version = _history(connection)[0].version + 1
            connection.execute(
                insert(versions).values(version=version, settings=_text(settings), stored_at=stored_at)
            )
            return StoredSettings(settings=settings, version=version, stored_at=stored_at)

        return await self._database.run(write)

    async def history(self) -> Sequence[StoredSettings]:
        """Every version, newest first; version 1 is always the defaults."""
        return await self._database.run(_history)


def newest_settings(connection: Connection | None) -> StoredSettings:
    """The newest version; the defaults where there is no database yet."""
    return _DEFAULTS if connection is None else _history(connection)[0]


def _history(connection: Connection) -> list[StoredSettings]:
    rows = connection.execute(select(versions).order_by(versions.c.version.desc()))
    stored = [
        StoredSettings(
            settings=build(Settings, json.loads(row.settings)), version=row.version, stored_at=row.stored_at
        )
        for row in rows
    ]
    return [*stored, _DEFAULTS]


def _text(settings: Settings) -> str:
    return to_json(encode(SettingsChanged(settings=settings, version=0))["settings"])
