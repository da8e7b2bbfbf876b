"""Engine.IO packets as they leave: encoded and framed once, however many clients they go to."""

import base64
import struct
from dataclasses import dataclass

SEPARATOR = "\x1e"
"""Between the packets of one polling request or response."""

_FINAL_TEXT = 0x81
_FINAL_BINARY = 0x82
_SHORT = 126
_MEDIUM = 1 << 16


@dataclass(frozen=True, slots=True)
class Frame:
    """One Engine.IO packet, ready for either transport."""

    wire: bytes  # a whole WebSocket frame: not compressed, not masked
    polled: str  # its share of a polling response


def text_frame(packet: str) -> Frame:
    """A packet whose first character is its type."""
    return Frame(_framed(_FINAL_TEXT, packet.encode()), packet)


def message_frame(data: str | bytes) -> Frame:
    """A packet of type MESSAGE."""
    if isinstance(data, str):
        return text_frame(f"4{data}")
    return Frame(_framed(_FINAL_BINARY, data), "b" + base64.b64encode(data).decode())


def _framed(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < _SHORT:
        return struct.pack("!BB", first, size) + payload
    if size < _MEDIUM:
        return struct.pack("!BBH", first, 126, size) + payload
    return struct.pack("!BBQ", first, 127, size) + payload


CLOSE = text_frame("1")
PING = text_frame("2")
PROBED = text_frame("3probe")
NOOP = text_frame("6")


def polled_packets(body: str, at_most: int) -> list[str | bytes]:
    """The packets of a polling request; bytes are a binary message.

    Raises:
        ValueError: there are more than `at_most`, or one is none.
    """
    parts = body.split(SEPARATOR, at_most)
    if len(parts) > at_most:
        raise ValueError(f"expected at most {at_most} packets")
    return [_unpacked(part) for part in parts]


def _unpacked(packet: str) -> str | bytes:
    if packet.startswith("b"):
        return base64.b64decode(packet[1:], validate=True)
    if packet[:1] not in {"1", "3", "4"}:
        raise ValueError("expected an Engine.IO packet of a client")
    return packet
