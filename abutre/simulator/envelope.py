"""What surrounds every payload: echo, ids, the subscription, the error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from abutre.simulator.actions import Frame
from abutre.simulator.errors import ApiError

_HIDDEN = "<not shown>"
_SENSITIVE = ("authorize", "tokens")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the answers to one request repeat, the frames of its stream included."""

    echo: Mapping[str, Any]

    def answer(self, msg_type: str, payload: object, *, stream_id: str | None = None, key: str = "") -> Frame:
        """A frame that tells something.

        Args:
            msg_type: kind of frame.
            payload: what it tells.
            stream_id: of the stream it belongs to.
            key: name of the payload, the kind of frame when not given.
        """
        return self._around(msg_type, {key or msg_type: payload}, stream_id)

    def several(self, msg_type: str, content: Mapping[str, Any], stream_id: str | None) -> Frame:
        """A frame with several payloads side by side."""
        return self._around(msg_type, content, stream_id)

    def refusal(self, msg_type: str, error: ApiError) -> Frame:
        """A frame that refuses."""
        told: dict[str, Any] = {"code": error.code, "message": error.message}
        if error.subcode is not None:
            told["subcode"] = error.subcode
        if error.code_args:
            told["code_args"] = list(error.code_args)
        if error.details is not None:
            told["details"] = error.details
        return self._around(msg_type, {"error": told}, None)

    def _around(self, msg_type: str, content: Mapping[str, Any], stream_id: str | None) -> Frame:
        shown = {key: _HIDDEN if key in _SENSITIVE else value for key, value in self.echo.items()}
        frame: Frame = {"echo_req": shown, "msg_type": msg_type, **content}
        if isinstance(self.echo.get("req_id"), int):
            frame["req_id"] = self.echo["req_id"]
        if isinstance(self.echo.get("passthrough"), dict):
            frame["passthrough"] = self.echo["passthrough"]
        if stream_id is not None:
            frame["subscription"] = {"id": stream_id}
        return frame
