"""Tells which call a frame is, and refuses it in Deriv's words when the published schema would."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from abutre.simulator.errors import ApiError
from abutre.simulator.requests import Request

UNKNOWN = "error"
"""`msg_type` of the answer to what is no request."""

_EXPECTED = {
    "bool_type": "boolean",
    "dict_type": "object",
    "float_type": "number",
    "int_type": "integer",
    "list_type": "array",
    "model_type": "object",
    "string_type": "string",
}


def parse(text: str) -> dict[str, Any]:
    """Read a frame.

    Raises:
        ApiError: BadRequest when it is no JSON object.
    """
    try:
        frame = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise ApiError("BadRequest", "The application sent an invalid request.")
    return frame


def _no_constant(name: str) -> None:
    raise ValueError(name)


def call_of(frame: Mapping[str, Any], known: Mapping[str, type[Request]]) -> str:
    """Tell the call that a frame asks for; no other property of a request bears a call's name.

    Raises:
        ApiError: UnrecognisedRequest when there is none.
    """
    for call in frame:
        if call in known:
            return call
    raise ApiError("UnrecognisedRequest", "Unrecognised request.")


def validate(model: type[Request], frame: Mapping[str, Any]) -> Request:
    """Turn a frame into its request.

    Raises:
        ApiError: InputValidationFailed with one message per field in `details`.
    """
    try:
        return model.model_validate(frame)
    except ValidationError as failed:
        errors = failed.errors(include_url=False, include_context=True)
    unknown = [str(error["loc"][-1]) for error in errors if error["type"] == "extra_forbidden"]
    details = {_field(error): _reason(error) for error in errors if error["type"] != "extra_forbidden"}
    said = sorted(details)
    if unknown:
        refusal = f"Properties not allowed: {', '.join(sorted(unknown))}."
        details["root"] = refusal
        said = [refusal, *said]
    raise ApiError("InputValidationFailed", f"Input validation failed: {', '.join(said)}", details=details)


def _field(error: ErrorDetails) -> str:
    names = [str(part) for part in error["loc"] if isinstance(part, str) and part.isidentifier()]
    return "/".join(names)


def _reason(error: ErrorDetails) -> str:
    kind, found, context = error["type"], error["input"], error.get("ctx", {})
    if kind in _EXPECTED:
        return f"Expected {_EXPECTED[kind]} - got {_json_type(found)}."
    texts = {
        "missing": "Missing property.",
        "literal_error": f"Not in enum list: {str(context.get('expected')).replace(' or ', ', ')}.",
        "string_pattern_mismatch": "String does not match pattern.",
        "greater_than_equal": f"{found} < minimum({context.get('ge')})",
        "less_than_equal": f"{found} > maximum({context.get('le')})",
    }
    return texts.get(kind, str(error["msg"]))


def _json_type(value: object) -> str:
    kinds: Sequence[tuple[type, str]] = (
        (bool, "boolean"),
        (int, "number"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
        (dict, "object"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")
