"""What comes over the socket, as text, to frames."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from abutre.adapters.deriv.errors import BadFrameError, CallRefusedError
from abutre.adapters.deriv.values import section, text, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame from Deriv.

    Attributes:
        msg_type: its kind, empty when it names none.
        req_id: the request it belongs to, also taken from the echo; None when it names none.
        subscription_id: the stream it belongs to; empty when there is none.
        error: the error it carries.
        body: the whole object.
    """

    msg_type: str
    req_id: int | None
    subscription_id: str
    error: CallRefusedError | None
    body: Mapping[str, object]


def decode(data: str | bytes) -> Frame:
    """The frame in `data`.

    Raises:
        BadFrameError: binary, not JSON, or no object.
    """
    if isinstance(data, bytes):
        raise BadFrameError("a binary frame")
    try:
        body = json.loads(data, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadFrameError("a frame that is not JSON") from None
    if not isinstance(body, dict):
        raise BadFrameError("a frame that is not a JSON object")
    return to_frame(body)


def to_frame(body: Mapping[str, object]) -> Frame:
    """The frame in a JSON object; `echo_req` and `req_id` may be missing.

    Raises:
        BadFrameError: its `req_id` is no whole number.
    """
    req_id = whole(body, "req_id")
    return Frame(
        msg_type=text(body, "msg_type"),
        req_id=whole(section(body, "echo_req"), "req_id") if req_id is None else req_id,
        subscription_id=text(section(body, "subscription"), "id"),
        error=_error(body.get("error")),
        body=body,
    )


def _error(value: object) -> CallRefusedError | None:
    if value is None:
        return None
    error = value if isinstance(value, Mapping) else {}
    return CallRefusedError(
        text(error, "code") or "unnamed error", text(error, "subcode"), text(error, "message") or "no message"
    )


def _no_constant(name: str) -> None:
    raise ValueError(name)
