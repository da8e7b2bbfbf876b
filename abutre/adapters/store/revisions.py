"""The schema's versions: which are known, and how a database gets to the newest."""

from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_ONE_AT_A_TIME = Lock()
"""Alembic keeps the migration that runs in module globals, and each database has a thread of its own."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "abutre.adapters.store:migrations")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def known_revisions() -> set[str]:
    """Every Alembic revision that this version of the program can read."""
    return {script.revision for script in _scripts().walk_revisions()}


def newest_revision() -> str:
    """The Alembic revision that this version of the program writes."""
    return max(known_revisions())


def upgrade(connection: Connection) -> None:
    """Bring the database, empty or of a known revision, to the newest one; in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")
