"""Which database is behind which place."""

from pathlib import Path

from abutre.adapters.store.backend import Backend
from abutre.adapters.store.postgresql import PostgresqlBackend
from abutre.adapters.store.server import Place
from abutre.adapters.store.sqlite import SqliteBackend


def backend_of(place: Place) -> Backend:
    """A data directory is SQLite's, a server is PostgreSQL's."""
    return SqliteBackend(place) if isinstance(place, Path) else PostgresqlBackend(place)
