"""The REST read API as an OpenAPI 3.1 document, made from the resources and their models."""

from typing import Any

from pydantic import BaseModel

from abutre.adapters.web.contract.schemas import Document, schemas_of
from abutre.adapters.web.rest.query import SpanQuery
from abutre.adapters.web.rest.resources import RESOURCES, TRADES_CSV, ErrorPayload

_PLACE = "#/components/schemas/"
_DESCRIPTION = (
    "What the bot has kept, read only: commands go over Socket.IO (see /api/asyncapi.yaml). Money has two "
    "decimals, percentages run from 0 to 100, moments are ISO 8601 UTC."
)
_REFUSALS = {
    "400": "A parameter cannot be taken.",
    "401": "A token is needed, or the one given is not good.",
    "403": "This page, host or role may not read.",
    "429": "Too many requests; Retry-After tells when to try again.",
    "500": "A fault of the bot; its log tells more.",
    "503": "It cannot be answered now: the store fails, or this is a gateway and its bot is away.",
}


def openapi(version: str) -> Document:
    """The document; `version` is the program's."""
    answers, schemas = schemas_of(
        [*(resource.answered for resource in RESOURCES), ErrorPayload], place=_PLACE
    )
    refusals = {
        status: {
            "description": text,
            "content": {
                "application/json": {"schema": answers[ErrorPayload]},
                "text/plain": {"schema": {"type": "string"}},
            },
        }
        for status, text in _REFUSALS.items()
    }
    paths = {
        resource.path: _operation(
            resource.name, resource.summary, resource.query, answers[resource.answered], refusals
        )
        for resource in RESOURCES
    }
    paths[TRADES_CSV] = _operation(
        "trades.csv", "Sequences of a span as CSV, newest first.", SpanQuery, None, refusals
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Abutre",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(
    name: str,
    summary: str,
    query: type[BaseModel],
    answer: Document | None,
    refusals: Document,
) -> Document:
    content: Document = (
        {"text/csv": {"schema": {"type": "string"}}}
        if answer is None
        else {"application/json": {"schema": answer}}
    )
    return {
        "get": {
            "operationId": name.replace("/", "_").replace(".", "_"),
            "summary": summary,
            "parameters": _parameters(query),
            "responses": {"200": {"description": summary, "content": content}, **refusals},
        }
    }


def _parameters(query: type[BaseModel]) -> list[Document]:
    properties: dict[str, Any] = query.model_json_schema(mode="validation").get("properties", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.pop("description"),
            "schema": _without_null(schema),
        }
        for name, schema in properties.items()
    ]


def _without_null(schema: Document) -> Document:
    schema = {key: value for key, value in schema.items() if key != "title" and value is not None}
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    return {**(kinds[0] if kinds else {}), **schema}
