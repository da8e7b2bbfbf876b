"""The store as a whole: copied elsewhere, saved to a file beside a bot that runs, put back from one."""

import os
import sqlite3
from asyncio import to_thread
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.checkpoint import accept_tail
from abutre.adapters.store.copying import count_all, fill
from abutre.adapters.store.database import Database
from abutre.adapters.store.inspection import read_only
from abutre.adapters.store.server import Place, Server
from abutre.adapters.store.sqlite import DATABASE_FILE
from abutre.domain.errors import StoreError


class Transfers:
    """Works on the store at `place`; raises StoreError when that fails, with nothing changed."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def copy_to(self, target: Place) -> int:
        """Copy everything into `target`, which must be empty, while no bot uses either; the rows copied."""
        await to_thread(_look, self._place)
        async with Database(self._place):
            return await _fill(target, self._place, replace=False)

    async def backup(self, file: Path) -> int:
        """Save everything as it is now to `file`, which appears when it is whole; the rows saved.

        A bot may run meanwhile. `file` is an SQLite database, wherever the store is.
        """
        await to_thread(_look, self._place)
        with _beside(file) as copy:
            if isinstance(self._place, Server):
                rows = await _fill(copy, self._place, replace=False)
            else:
                await to_thread(_save, f"{_file_in(self._place).absolute().as_uri()}?mode=rw", copy)
                rows = await _verified(copy)
            await to_thread(_publish, _file_in(copy), file)
        return rows

    async def restore(self, file: Path, *, replace: bool) -> int:
        """Put what `backup` saved to `file` in the store's place while no bot uses it; the rows restored.

        `file` is verified first. A store that knows something is refused unless `replace` says to forget it.
        """
        with TemporaryDirectory(prefix="abutre-") as workshop:
            copy = Path(workshop)
            _refuse_nothing(file)
            await to_thread(_save, read_only(file), copy)
            await _verified(copy)
            return await _fill(self._place, copy, replace=replace)


async def _fill(target: Place, source: Place, *, replace: bool) -> int:
    async with Database(target) as database:
        rows = await database.run(
            lambda connection: fill(connection, backend_of(source), target, replace=replace)
        )
        await database.run(lambda connection: accept_tail(connection, target))
        return rows


async def _verified(data_dir: Path) -> int:
    async with Database(data_dir) as database:
        return await database.run(count_all)


def _look(place: Place) -> None:
    # Before it is opened, which would make a store where there is none.
    with backend_of(place).snapshot():
        pass


def _file_in(data_dir: Path) -> Path:
    return data_dir / DATABASE_FILE


def _save(source: str, data_dir: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(source, uri=True)) as database,
            closing(sqlite3.connect(_file_in(data_dir))) as copy,
        ):
            database.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"the database could not be copied: {error}. Nothing was changed.") from error


def _publish(whole: Path, file: Path) -> None:
    whole.chmod(0o600)
    _sync(whole)
    whole.replace(file)
    _sync(file.absolute().parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A directory on the disk of `file`, which is not there yet, for what is to become it."""
    if file.exists():
        raise StoreError(f"{file}: expected a new file, found one. Name another, or move it away.")
    try:
        with TemporaryDirectory(prefix=".abutre-", dir=file.absolute().parent) as workshop:
            yield Path(workshop)
    except OSError as error:
        raise StoreError(
            f"{file}: expected a place that abutre may write to, found: {error.strerror}."
        ) from error


def _refuse_nothing(file: Path) -> None:
    if not file.is_file() or file.stat().st_size == 0:
        raise StoreError(f"{file}: expected a backup, found nothing there.")
