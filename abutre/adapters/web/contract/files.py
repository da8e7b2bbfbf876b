"""The documents as the files that are committed, served and published."""

import json
from collections.abc import Mapping
from importlib.metadata import version

import yaml

from abutre.adapters.web.contract.asyncapi import asyncapi
from abutre.adapters.web.contract.openapi import openapi

OPENAPI, ASYNCAPI = "openapi.json", "asyncapi.yaml"


def documents() -> Mapping[str, str]:
    """The text of each document by the name of its file."""
    number = version("abutre")
    return {
        OPENAPI: json.dumps(openapi(number), indent=2, ensure_ascii=False) + "\n",
        ASYNCAPI: yaml.safe_dump(asyncapi(number), sort_keys=False, allow_unicode=True, width=110),
    }
