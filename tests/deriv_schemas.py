"""The schemas that Deriv publishes, and where a frame differs from them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

SCHEMAS = Path(__file__).parents[1].parent / "shared" / "deriv" / "schemas"

Frame = Mapping[str, Any]

FILE = {"tick": "ticks", "history": "ticks_history", "candles": "ticks_history", "ohlc": "ticks_history"}
"""Files of the kinds of frame that are not named after a call."""

_ANSWER = {"options": "{}_response.schema.json", "legacy": "{}/receive.json"}
_REQUEST = {"options": "{}_request.schema.json", "legacy": "{}/send.json"}


@cache
def _schema(file: str) -> Validator:
    schema = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
    return validator_for(schema)(schema)


def validator(generation: str, name: str) -> Validator:
    """Of the answers of a kind."""
    return _schema(f"{generation}/{_ANSWER[generation].format(name)}")


def faults_of(generation: str, frame: Frame) -> list[str]:
    """Where an answer differs from its schema; an error has an envelope only."""
    if "error" in frame:
        assert set(frame) <= {"echo_req", "msg_type", "req_id", "passthrough", "error"}
        assert {"code", "message"} <= set(frame["error"])
        return []
    kind = str(frame["msg_type"])
    errors = validator(generation, FILE.get(kind, kind)).iter_errors(frame)
    return [f"{kind} {list(error.path)}: {error.message}" for error in errors]


def faults_of_request(generation: str, call: str, frame: Frame) -> list[str]:
    """Where a request differs from its schema."""
    errors = _schema(f"{generation}/{_REQUEST[generation].format(call)}").iter_errors(frame)
    return [f"{call} {list(error.path)}: {error.message}" for error in errors]
