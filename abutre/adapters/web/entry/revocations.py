"""The tokens that are good no more: one file in the data directory, written by `abutre token revoke`."""

import json
import logging
import os
from pathlib import Path

from abutre.domain.errors import UserError

LOG = logging.getLogger(__name__)
REVOKED_FILE = "revoked-tokens.jsonl"
"""Name of the file: one JSON object a line, only ever added to."""

_ADDING = os.O_WRONLY | os.O_APPEND


class Revocations:
    """What the file says now; a running bot sees an addition at its next look.

    What was read once stays revoked, so that a file that is damaged or lost meanwhile lets nobody in.
    """

    def __init__(self, data_dir: Path) -> None:
        """Read the file, if there is one.

        Raises:
            UserError: it cannot be read, or a line of it.
        """
        self._path = data_dir / REVOKED_FILE
        self._seen: tuple[int, int] | None = None
        self._revoked: frozenset[str] = frozenset()
        self._damage: str | None = None
        self._told = self._read()
        if self._told is not None:
            raise UserError(self._told)

    def revoked(self) -> frozenset[str]:
        """The ids of every revoked token."""
        trouble = self._read()
        if trouble is not None and trouble != self._told:
            LOG.error("[WS] %s. What else was read stays in force", trouble)
        self._told = trouble
        return self._revoked

    def add(self, token_id: str, *, now: int) -> Path:
        """Revoke a token at `now`, epoch seconds; durable when this returns. Where it was written.

        Raises:
            UserError: it cannot be written.
        """
        line = json.dumps({"jti": token_id, "at": now}) + "\n"
        try:
            with os.fdopen(self._opened(), "ab") as file:
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise UserError(
                f"{self._path}: cannot be written: {fault.strerror}; "
                "expected the data directory of a bot or gateway: name it by --data-dir"
            ) from None
        return self._path

    def _opened(self) -> int:
        try:
            return os.open(self._path, _ADDING)
        except FileNotFoundError:
            owner = self._path.parent.stat()
            # Made anew in any case: a link that waits there must not lead root to give another file away.
            file = os.open(self._path, _ADDING | os.O_CREAT | os.O_EXCL, 0o600)
            if os.geteuid() == 0:  # the bot is the owner's, and has to read it
                os.fchown(file, owner.st_uid, owner.st_gid)
            return file

    def _read(self) -> str | None:
        """What is wrong with the file, and what to do; None when nothing is."""
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_size)
            if seen != self._seen:
                self._take(self._path.read_bytes())
                self._seen = seen
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            return (
                f"{self._path}: cannot be read: {fault.strerror}; "
                "expected a file of the user that the bot runs as (chown gives it to them)"
            )
        return self._damage

    def _take(self, content: bytes) -> None:
        ids, damaged = set(), []
        for number, line in enumerate(content.splitlines(), start=1):
            try:
                if line:
                    ids.add(str(json.loads(line)["jti"]))
            except (ValueError, TypeError, KeyError):
                damaged.append(number)
        self._revoked |= ids
        self._damage = (
            None
            if not damaged
            else (
                f"{self._path}: line {damaged[0]} is damaged; expected one JSON object a line, as "
                "`abutre token revoke` writes them: mend the file, or change the secret and remove it"
            )
        )
