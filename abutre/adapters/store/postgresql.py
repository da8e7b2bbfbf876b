"""The store as a schema of a PostgreSQL database: a lease for as long as the connection lasts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

from sqlalchemy import Connection, NullPool, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema

from abutre.adapters.store import lease
from abutre.adapters.store.backend import Kept, TakenError
from abutre.adapters.store.postgresql_errors import explained
from abutre.adapters.store.revisions import known_revisions, newest_revision, upgrade
from abutre.adapters.store.server import Server
from abutre.domain.errors import StoreError, TakenOverError

_CLIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
    "target_session_attrs": "read-write",
}
"""libpq's: a server that is gone is noticed within 5 seconds, a copy that takes no writes is refused."""

_SESSION = {
    "synchronous_commit": "on",
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
"""The server's: it notices as fast when this machine is gone, and never ends a session for being quiet."""


class PostgresqlBackend:
    """The schema of one bot at `server`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._holder = uuid4().hex
        self._has_held = False
        self._accounts: set[str] = set()

    @property
    def place(self) -> str:
        """Database, host and schema."""
        return str(self._server)

    def open(self, resources: ExitStack) -> Connection:
        """Connect, take the lease, look, create or upgrade the schema."""
        self._make_room()
        connection = resources.enter_context(self._connected())
        with connection.begin():
            if not lease.take(connection, f"bot:{self._server.bot}"):
                raise self._refusal(connection)
            self._revision(connection)
            if self._has_held:
                self._go_on(connection)
            else:
                if not inspect(connection).has_schema(self._server.bot):
                    connection.execute(CreateSchema(self._server.bot))
                upgrade(connection)
                lease.sign(connection, self._holder)
        self._has_held = True
        return connection

    def claim(self, connection: Connection, account: str) -> None:
        """Lock the account's name in the whole database."""
        if not lease.take(connection, f"account:{account}"):
            raise TakenError(
                f"{self.place}: another bot on this database trades this account. "
                "Stop that one, or give this one an account of its own."
            )
        self._accounts.add(account)

    def mark(self, connection: Connection) -> Kept | None:
        """Take note of the transaction's number; None when it has written nothing."""
        number = connection.scalar(text("SELECT pg_current_xact_id_if_assigned()::text"))
        if number is None:
            return None

        def kept(later: Connection) -> bool:
            # The server remembers far longer than the outage of a bot that still runs.
            status = later.scalar(text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": number})
            return bool(status == "committed")

        return kept

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read in one transaction that sees what was there when it began."""
        try:
            with self._connected() as connection:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                with connection.begin():
                    if self._revision(connection) != newest_revision():
                        raise StoreError(
                            f"{self.place}: expected the schema {newest_revision()} of this version, found "
                            "none or an older one. Start this version's bot on it once."
                        )
                    yield connection
        except DBAPIError as error:
            raise StoreError(f"{self.place}: {self.explain(error)}") from error

    def is_new(self) -> bool:
        """Whether the schema is not there, or empty."""
        with self._connected() as connection:
            return not inspect(connection).get_table_names(schema=self._server.bot)

    def is_taken(self) -> bool:
        """Whether a session holds the lock on the bot's name."""
        with self._connected() as connection:
            return lease.is_held(connection, f"bot:{self._server.bot}")

    def explain(self, error: DBAPIError) -> str:
        """In the server's words, and what to do."""
        return explained(error)

    def _make_room(self) -> None:
        directory = self._server.data_dir
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{directory}: expected a directory that abutre may write to, found: {error.strerror}. "
                "Allow it, or choose another data directory."
            ) from error

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        bot = self._server.bot
        session = " ".join(f"-c {name}={value}" for name, value in (_SESSION | {"search_path": bot}).items())
        try:
            engine = create_engine(
                self._server.url,
                poolclass=NullPool,
                connect_args=_CLIENT | {"application_name": f"abutre {bot}", "options": session},
            )
        except ModuleNotFoundError:
            raise StoreError(
                "PostgreSQL needs the driver psycopg: install abutre with its extra, abutre[postgresql]"
            ) from None
        try:
            connection = engine.connect()
        except DBAPIError as error:
            raise StoreError(f"{self.place}: {self.explain(error)}") from None
        with connection:
            yield connection

    def _revision(self, connection: Connection) -> str | None:
        """The schema's revision; None when there is nothing in it.

        Raises:
            StoreError: it is another program's, or of a newer version.
        """
        tables = inspect(connection).get_table_names(schema=self._server.bot)
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise StoreError(
                f"{self.place}: expected abutre's tables, found another program's. "
                "Choose another name (ABUTRE_BOT) or another database."
            )
        revision = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
        if revision not in known_revisions():
            raise StoreError(
                f"{self.place}: written by a newer version of abutre (schema {revision}; this version knows "
                f"up to {newest_revision()}). Use that version."
            )
        return revision

    def _refusal(self, connection: Connection) -> StoreError | TakenOverError:
        if not self._has_held:
            return TakenError(
                f"{self.place}: another abutre of this name uses it. Stop that one, let this one wait with "
                "--standby, or give it a name of its own (ABUTRE_BOT)."
            )
        if lease.is_signed_by(connection, self._holder):
            return StoreError(f"{self.place}: the server still holds this bot's lost connection.")
        return self._taken_over()

    def _go_on(self, connection: Connection) -> None:
        if not lease.is_signed_by(connection, self._holder):
            raise self._taken_over()
        for account in self._accounts:
            if not lease.take(connection, f"account:{account}"):
                raise self._taken_over()

    def _taken_over(self) -> TakenOverError:
        return TakenOverError(
            f"{self.place}: the connection was lost, and another abutre has taken over. This one ends."
        )
