"""Commands an operator gives, and the answers."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a `bot_command` asks for. SHUTDOWN never comes from a client: it is SIGTERM or SIGINT."""

    START = "start"
    PAUSE = "pause"
    STOP = "stop"
    SHUTDOWN = "shutdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCommand:
    """start, pause or stop.

    Attributes:
        verb: what to do.
        after_sequence: with pause only: finish the running sequence first.
    """

    verb: Verb
    after_sequence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Acknowledgement of a command: done, or refused with a reason (and, for settings, by field)."""

    ok: bool
    error: str | None = None
    errors: dict[str, str] | None = None
