"""The schema's versions: which are known, and how a database gets to the newest."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "abutre.adapters.store:migrations")
    return config


def known_revisions() -> set[str]:
    """Every Alembic revision that this version of the program can read."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def upgrade(connection: Connection) -> None:
    """Bring the database, empty or of a known revision, to the newest one; in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
