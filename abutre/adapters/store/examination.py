"""A look at a store before a bot uses it, or beside one that does: nothing is created or changed."""

from sqlalchemy import text

from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.chain import newest
from abutre.adapters.store.checkpoint import Checkpoint, complaint_about
from abutre.adapters.store.server import Place
from abutre.adapters.store.settings import newest_settings
from abutre.domain.errors import StoreError
from abutre.domain.settings import StoredSettings


class Examination:
    """Of the store at `place`."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._backend = backend_of(place)

    def look(self) -> str:
        """What there is: schema, end of the journal, and whether a bot uses it.

        Raises:
            StoreError: it is out of reach, damaged, of another version, or not what it was.
        """
        checkpoint = Checkpoint(self._place).read()  # before the database, which only ever goes ahead
        if self._backend.is_new():
            if checkpoint is not None and checkpoint.number > 0:
                raise StoreError(
                    f"{self._backend.place}: nothing is here, and the journal was known to reach entry "
                    f"{checkpoint.number}. Put the database back, or name another --data-dir"
                )
            return f"{self._backend.place}: nothing yet, serve creates it"
        with self._backend.snapshot() as connection:
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
            tail, complaint = newest(connection), complaint_about(connection, checkpoint)
        if complaint is not None and tail.number > 0:
            raise StoreError(
                f"{self._backend.place}: {complaint}. Put the newest database back; abutre journal verify "
                "says more, and abutre journal accept goes on with what there is"
            )
        in_use = "in use by a bot" if self._backend.is_taken() else "free"
        return f"{self._backend.place}: schema {revision}, journal up to entry {tail.number}, {in_use}"

    def is_taken(self) -> bool:
        """Whether a bot uses it; not so where nothing is kept yet.

        Raises:
            StoreError: it is out of reach.
        """
        return not self._backend.is_new() and self._backend.is_taken()

    def settings(self) -> StoredSettings:
        """The newest settings; the defaults where nothing is kept yet.

        Raises:
            StoreError: they cannot be read.
        """
        if self._backend.is_new():
            return newest_settings(None)
        with self._backend.snapshot() as connection:
            return newest_settings(connection)
