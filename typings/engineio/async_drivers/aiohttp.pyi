from typing import Any

from aiohttp import web

def translate_request(request: web.Request) -> dict[str, Any]: ...
