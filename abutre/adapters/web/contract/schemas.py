"""JSON Schemas of the wire models, gathered under one name each."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

Document = dict[str, Any]


class _Plain(GenerateJsonSchema):
    """Without titles that only repeat the name of a field."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 (pydantic's signature)
        """Leave them out."""
        return False


def schemas_of(
    models: Iterable[type[BaseModel]], *, place: str
) -> tuple[dict[type[BaseModel], Document], Document]:
    """References to the schemas of `models`, and the schemas themselves by name.

    Args:
        models: as they are written to the wire.
        place: where the document keeps its schemas, `#/components/schemas/`.
    """
    kinds = list(dict.fromkeys(models))
    found, definitions = models_json_schema(
        [(kind, "serialization") for kind in kinds],
        ref_template=place + "{model}",
        schema_generator=_Plain,
    )
    return {kind: found[kind, "serialization"] for kind in kinds}, definitions["$defs"]
