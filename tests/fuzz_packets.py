"""Packets and requests that make no sense, or nearly do; the same for the same chance."""

import re
from random import Random

_PACKETS = [
    "40",
    '40{"last_seq":5}',
    "40/admin,",
    "41",
    '42["request_state"]',
    '421["request_state",{}]',
    '422["bot_command",{"command":"stop!","command_id":"a"}]',
    '423["bot_command",{"command":"pause ","after_sequence":true}]',
    '424["update_settings",{"max_level":7,"fuzz":1}]',
    '425["update_settings",{"delay_threshold":3,"initial_stake":1.5,"fuzz":[]}]',
    '42["connect",{}]',
    '42["disconnect"]',
    '43[1,{"ok":true}]',
    '44{"message":"x"}',
    '452-["bot_command",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
    "2probe",
    "3",
    "5",
    "6",
    '0{"sid":"x"}',
]
_PIECES = [
    *("[", "]", "{", "}", '"', ",", ":", "-", "/", "\x1e", "\x00", "\ud7ff", "é", "\\u0000", "null", "NaN"),
    *("1e999", "-1", "9" * 40, "true", "_placeholder", '"num":99', "[" * 500, "x" * 20_000, "4", "5", "b"),
]
_METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"]
_PATHS = [
    "/",
    "/status.js",
    "/healthz",
    "/api/status",
    "/api/settings",
    "/api/trades",
    "/socket.io/",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=4&transport=polling&sid=x",
    "/socket.io/?EIO=3&transport=websocket",
    "/nowhere",
    "/../../etc/passwd",
    "/api/trades?limit=-1&cursor=x&from=never",
]
_COMMAND = re.compile(r'"(start|stop|pause)"')


def packet(chance: Random) -> str | bytes:
    """An Engine.IO packet; never one that an operator might have meant."""
    if chance.random() < 0.1:
        return chance.randbytes(chance.randrange(200))
    text = chance.choice(_PACKETS)
    for _ in range(chance.randrange(4)):
        text = _mutated(text, chance)
    if _COMMAND.search(text) or ("update_settings" in text and '"fuzz"' not in text):
        return "42[]"
    return text


def request(chance: Random) -> bytes:
    """An HTTP request, down to its bytes."""
    path = chance.choice(_PATHS)
    if chance.random() < 0.5:
        path = _mutated(path, chance).replace(" ", "").replace("\n", "")
    body = chance.randbytes(chance.randrange(50))
    head = (
        f"{chance.choice(_METHODS)} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode(errors="replace")
    whole = bytearray(head + body)
    if chance.random() < 0.3:
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return bytes(whole)


def _mutated(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    match chance.randrange(4):
        case 0:
            return text[:at] + text[at + chance.randrange(1, 6) :]
        case 1:
            return text[:at] + chance.choice(_PIECES) + text[at:]
        case 2:
            return text[:at] + chr(chance.randrange(128)) + text[at + 1 :]
        case _:
            return text[:at] + text
