"""The tokens that are good no more: one file in the data directory, written by `abutre token revoke`."""

import json
import logging
import os
from pathlib import Path

from abutre.domain.errors import UserError

LOG = logging.getLogger(__name__)
REVOKED_FILE = "revoked-tokens.jsonl"
"""Name of the file: one JSON object a line, only ever added to."""


class Revocations:
    """What the file says now; a running bot sees an addition at its next look.

    What was read once stays revoked, so that a file that is damaged or lost meanwhile lets nobody in.
    """

    def __init__(self, data_dir: Path) -> None:
        """Read the file, if there is one.

        Raises:
            UserError: it cannot be read.
        """
        self._path = data_dir / REVOKED_FILE
        self._seen: tuple[int, int] | None = None
        self._revoked: frozenset[str] = frozenset()
        try:
            self._read()
        except (OSError, ValueError, TypeError, KeyError):
            raise UserError(
                f"{self._path}: expected one JSON object a line, as `abutre token revoke` writes them; "
                "mend the file, or change the secret and remove it"
            ) from None

    def revoked(self) -> frozenset[str]:
        """The ids of every revoked token."""
        try:
            self._read()
        except (OSError, ValueError, TypeError, KeyError):
            LOG.exception("the list of revoked tokens cannot be read; what was read before stays in force")
        return self._revoked

    def add(self, token_id: str, *, now: int) -> None:
        """Revoke a token at `now`, epoch seconds; durable when this returns.

        Raises:
            UserError: it cannot be written.
        """
        line = json.dumps({"jti": token_id, "at": now}) + "\n"
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, line.encode())
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as fault:
            raise UserError(f"{self._path}: cannot be written: {fault.strerror}") from None

    def _read(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return
        seen = (status.st_mtime_ns, status.st_size)
        if seen == self._seen:
            return
        self._seen = seen
        lines = self._path.read_text("utf-8").splitlines()
        self._revoked |= {str(json.loads(line)["jti"]) for line in lines if line}
