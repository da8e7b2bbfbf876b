"""What happened, as one digest, and in words when somebody reads along."""

import sys
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b


class Trace:
    """The record of one world.

    Attributes:
        counts: how often each kind of thing happened.
    """

    def __init__(self, time: Callable[[], float], *, aloud: bool = False) -> None:
        """Record; `aloud` prints every line."""
        self.counts: Counter[str] = Counter()
        self._time = time
        self._aloud = aloud
        self._digest = blake2b(digest_size=16)

    @property
    def digest(self) -> str:
        """Hash of everything so far."""
        return self._digest.hexdigest()

    def note(self, kind: str, text: str) -> None:
        """Something happened."""
        line = f"{self._time():.6f} {kind} {text}\n"
        self._digest.update(line.encode())
        if self._aloud:
            sys.stderr.write(line if len(line) < 400 else f"{line[:400]} …\n")

    def count(self, kind: str, text: str) -> None:
        """Something happened that a report counts by kind."""
        self.counts[kind] += 1
        self.note(kind, text)
