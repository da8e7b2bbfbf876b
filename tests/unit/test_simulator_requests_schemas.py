"""The simulator's requests are the published ones, property by property."""

import json
from pathlib import Path
from typing import Any

import pytest

from abutre.simulator import requests_legacy, requests_options
from abutre.simulator.requests import Request

SCHEMAS = Path(__file__).parents[2].parent / "shared" / "deriv" / "schemas"
pytestmark = pytest.mark.skipif(not SCHEMAS.exists(), reason="the published schemas are not on this machine")

SAY_NOTHING = {
    "$defs", "$schema", "auth_required", "auth_scopes", "default", "definitions", "description", "examples",
    "sensitive", "title", "uniqueItems",
}  # fmt: skip
"""Keywords that allow and forbid nothing here; `uniqueItems` stands at strings in the published files."""


def published(generation: str, call: str) -> Any:
    name = f"{call}_request.schema.json" if generation == "options" else f"{call}/send.json"
    return json.loads((SCHEMAS / generation / name).read_text(encoding="utf-8"))


def plain(schema: Any, whole: Any) -> Any:
    """A schema without its prose, and with one spelling for what can be spelled in several ways."""
    if "$ref" in schema:
        *_, kind, name = schema["$ref"].split("/")
        return plain(whole[kind][name], whole)
    out = {key: value for key, value in schema.items() if key not in SAY_NOTHING}
    choices = [plain(one, whole) for one in out.pop("anyOf", []) + out.pop("oneOf", [])]
    if "const" in out:
        out["enum"] = [out.pop("const")]
    if choices and all("enum" in one for one in choices):
        out |= {"type": choices[0]["type"], "enum": [value for one in choices for value in one["enum"]]}
    elif choices:
        out["oneOf"] = sorted(choices, key=lambda one: json.dumps(one, sort_keys=True))
    if "enum" in out:
        out["enum"] = sorted(out["enum"], key=str)
    if "required" in out:
        out["required"] = sorted(out["required"])
    if out.get("additionalProperties") is True:
        del out["additionalProperties"]
    if "items" in out:
        out["items"] = plain(out["items"], whole)
    if "properties" in out:
        out["properties"] = {key: plain(value, whole) for key, value in out["properties"].items()}
    return out


CASES = [
    pytest.param(generation, call, model, id=f"{generation}-{call}")
    for generation, models in (("options", requests_options.REQUESTS), ("legacy", requests_legacy.REQUESTS))
    for call, model in models.items()
]


@pytest.mark.parametrize(("generation", "call", "model"), CASES)
def test_a_request_allows_what_its_published_schema_allows_and_nothing_else(
    generation: str, call: str, model: type[Request]
) -> None:
    whole = published(generation, call)
    ours = model.model_json_schema()

    assert plain(ours, ours) == plain(whole, whole)
