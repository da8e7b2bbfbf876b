"""Why a request to the Socket.IO endpoint is refused, in the reference server's codes and words."""

import json
from enum import Enum

from aiohttp import web


class Reason(Enum):
    """HTTP status, code, message."""

    BAD_TRANSPORT = (400, 0, "Transport unknown")
    UNKNOWN_SESSION = (400, 1, "Session ID unknown")
    BAD_METHOD = (400, 2, "Bad handshake method")
    BAD_REQUEST = (400, 3, "Bad request")
    FOREIGN_ORIGIN = (403, 4, "Forbidden")
    BAD_VERSION = (400, 5, "Unsupported protocol version: expected EIO=4, which Socket.IO 3 and 4 speak")


class Refused(Exception):  # noqa: N818 (it is an answer, not an error)
    """A request will not be served."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason

    def response(self) -> web.Response:
        """What its sender is told."""
        status, code, message = self.reason.value
        return web.Response(
            status=status,
            text=json.dumps({"code": code, "message": message}),
            content_type="application/json",
        )
