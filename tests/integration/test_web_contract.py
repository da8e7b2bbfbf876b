"""The published contract: fresh, valid, and what the server really does."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import create_model

from abutre.adapters.web.contract import asyncapi
from abutre.adapters.web.contract.asyncapi import COMMANDS, EVENTS
from abutre.adapters.web.contract.examples import EXAMPLES
from abutre.adapters.web.contract.files import documents
from abutre.adapters.web.snapshot import StateSnapshot
from abutre.adapters.web.wire_events import BalanceUpdatePayload, EventPayload
from tests.node import node
from tests.web_client import running_site

SCHEMA = Path(__file__).parents[2] / "schema"


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.yaml"])
def test_the_committed_document_is_what_the_models_say(name: str) -> None:
    assert (SCHEMA / name).read_text(encoding="utf-8") == documents()[name], (
        "the wire has changed: run `make schema`, and tell of the change in CHANGELOG.md"
    )


def test_a_change_of_the_contract_is_told_in_the_changelog() -> None:
    digest = sha256("".join(text for _, text in sorted(documents().items())).encode()).hexdigest()[:12]
    assert digest in (SCHEMA.parent / "CHANGELOG.md").read_text(encoding="utf-8"), (
        f"the wire has changed: say in CHANGELOG.md what is new, and name the contract there as {digest}"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"balance": (float, ...), "peak": (float, ...), "drawdown_pct": (float, ...)},
        {**{name: (field.annotation, field) for name, field in BalanceUpdatePayload.model_fields.items()}}
        | {"one_more": (int, ...)},
    ],
    ids=["deleted", "added"],
)
def test_a_key_more_or_less_changes_the_contract(
    changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = create_model("BalanceUpdatePayload", __base__=EventPayload, **changed)
    other.event = BalanceUpdatePayload.event
    monkeypatch.setattr(
        asyncapi, "EVENTS", tuple(other if kind is BalanceUpdatePayload else kind for kind in EVENTS)
    )
    monkeypatch.setitem(asyncapi.EVENTS_BY_MESSAGE, "balance_update", other)
    assert documents()["asyncapi.yaml"] != (SCHEMA / "asyncapi.yaml").read_text(encoding="utf-8")


async def test_the_server_serves_what_is_committed() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        for name in ("openapi.json", "asyncapi.yaml"):
            answer = await session.get(f"{url}/api/{name}")
            assert await answer.text() == (SCHEMA / name).read_text(encoding="utf-8")
        page = await (await session.get(f"{url}/api/")).text()
    assert "trigger_detected" in page
    assert "/api/trades" in page


def test_the_openapi_document_is_valid() -> None:
    OpenAPIV31SpecValidator(json.loads(documents()["openapi.json"])).validate()


async def test_the_asyncapi_document_is_valid() -> None:
    status, told = await node("asyncapi_check.mjs", given=documents()["asyncapi.yaml"])
    assert (status, told) == (0, [{"errors": []}])


def test_every_event_of_the_wire_is_in_the_document() -> None:
    known = set()
    kinds = [EventPayload]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        known |= {kind.event} if "event" in vars(kind) and kind.__module__.startswith("abutre") else set()
    assert {kind.event for kind in EVENTS} == known


def test_every_example_is_one() -> None:
    document: Any = yaml.safe_load(documents()["asyncapi.yaml"])
    shown = set()
    for name, message in document["components"]["messages"].items():
        schema = {**message["payload"], "components": document["components"]}
        for example in message["examples"]:
            jsonschema.Draft202012Validator(schema).validate(example["payload"])
            shown.add(name)
    assert shown == asyncapi.EVENTS_BY_MESSAGE.keys() | COMMANDS.keys()


def test_the_examples_show_every_key_of_a_snapshot_as_the_server_sends_it() -> None:
    (snapshot,) = EXAMPLES["state_snapshot"]
    sent = StateSnapshot.model_validate(snapshot).model_dump(mode="json")
    assert sent == snapshot
    assert all(snapshot[rows] for rows in ("alerts", "candles", "equity", "trades"))
