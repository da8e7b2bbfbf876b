"""A real PostgreSQL for tests: Debian's programs, a cluster in a temporary directory, no service."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest

from abutre.adapters.store.server import Server

PASSWORD = "s3cret-Passw0rd"  # noqa: S105 (of a cluster that lives for the length of a test)


class Cluster:
    """A running PostgreSQL on a loopback port, user `abutre`, ended by `stop`."""

    def __init__(self, directory: Path, *, durable: bool) -> None:
        self._programs = _programs()
        self._directory = directory
        self.port = _free_port()
        data, passwords = directory / "data", directory / "password"
        passwords.write_text(PASSWORD)
        if os.geteuid() == 0:
            for path in (directory, passwords):
                shutil.chown(path, "postgres", "postgres")
        self._run(
            *("initdb", "--pgdata", str(data), "--username", "abutre", "--pwfile", str(passwords)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"),
        )
        settings = {
            "port": self.port,
            "listen_addresses": "'127.0.0.1'",
            "unix_socket_directories": "''",
            "fsync": "on" if durable else "off",
            "shared_buffers": "16MB",
            "max_connections": 40,
        }
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = str(self._directory / "log")
        self._run("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self._data), "--log", log)

    def stop(self, mode: str = "immediate") -> None:
        """End it: `fast` in order, `immediate` as by a power cut."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", mode, "--pgdata", str(self._data))

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"d{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://abutre:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as the owner; the rows, if it has any."""
        address = f"postgresql://abutre:{PASSWORD}@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def end_connections(self, server: Server) -> None:
        """Cut every bot off from the database of `server`."""
        ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
        self.execute(f"{ended}'{server.url.database}'")

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = (str(self._programs / program), *arguments)
        if os.geteuid() == 0:
            command = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command)
        with (self._directory / "told").open("w") as told:  # a server would keep a pipe open
            done = subprocess.run(command, cwd=self._directory, stdout=told, stderr=told, check=False)
        written = [path.read_text() for path in self._directory.iterdir() if path.is_file()]
        assert done.returncode == 0, "\n".join(written)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path is not None:
        return Path(on_path).parent
    pytest.fail("PostgreSQL is missing: apt-get install postgresql, then run this again", pytrace=False)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that is gone afterwards; `durable` where writing through to the disk is the subject."""
    with TemporaryDirectory(prefix="abutre-postgres-") as directory:
        running = Cluster(Path(directory), durable=durable)
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One cluster for all tests that only need a database in it."""
    with cluster() as running:
        yield running


@pytest.fixture
def server(postgres: Cluster, tmp_path: Path) -> Server:
    """An empty database."""
    return Server.at(postgres.database(), "abutre", data_dir=tmp_path)
