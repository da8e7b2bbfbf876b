"""What a connection is to do next; the session says it, the socket does it."""

from dataclasses import dataclass
from typing import Any, TypeAlias

Frame: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send a frame.

    Attributes:
        frame: JSON object.
        delay: wait so long first, seconds of the host; what comes later does not wait for it.
        held: wait for the next frame, and follow it.
    """

    frame: Frame
    delay: float = 0.0
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Send what is no JSON: text or bytes."""

    data: str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Close with a code; 1006 cuts the connection without a word."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FallSilent:
    """Stay open, read on, and never send again."""


Action: TypeAlias = Send | Raw | Close | FallSilent
