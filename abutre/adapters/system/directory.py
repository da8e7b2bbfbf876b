"""The data directory, looked at before anything is kept in it."""

import os
import tempfile
from pathlib import Path

from abutre.domain.errors import UserError


class DataDirectory:
    """The directory `path`, which may not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ground(self) -> Path:
        """The directory itself, or the nearest one above that is there."""
        found = self._path.absolute()
        while not found.exists():
            found = found.parent
        return found

    def look(self) -> str:
        """What there is; a file is made and removed to be sure.

        Raises:
            UserError: nothing can be kept there.
        """
        ground = self.ground()
        try:
            with tempfile.TemporaryFile(dir=ground) as file:
                file.write(b"\0")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise UserError(
                f"{self._path}: expected a directory that abutre may write to, found: {error.strerror} "
                f"({ground}). Allow it, make room, or choose another --data-dir"
            ) from None
        return f"{self._path}: {'writable' if self._path.exists() else 'not there yet, serve creates it'}"
