"""The control endpoint: faults over HTTP, for programs on this machine only."""

import json
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.faults import Fault
from abutre.simulator.hub import Hub

PATH = "/control/faults"

_FAULTS = TypeAdapter(list[Fault])


def faults_of(document: object) -> Sequence[Fault]:
    """The faults of a JSON document: one, or a list.

    Raises:
        ValidationError: it is something else.
    """
    return _FAULTS.validate_python(document if isinstance(document, list) else [document])


def read_script(path: Path) -> Sequence[Fault]:
    """The faults of a file.

    Raises:
        SimulatorFileError: it cannot be read, or is no list of faults; the text says where and why.
    """
    try:
        return faults_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise SimulatorFileError(f"{path} is no script of faults: {_why(error)}") from error


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return f"{error}; expected JSON, one fault or a list of them (docs/simulator.md)"
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())


class Control:
    """The routes.

    Args:
        hub: arms the faults.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        """What a server has to route here."""
        return [web.post(PATH, self._arm), web.delete(PATH, self._clear)]

    async def _arm(self, request: web.Request) -> web.Response:
        _this_machine_only(request)
        try:
            faults = faults_of(await request.json())
        except ValueError as error:
            return web.json_response({"error": _why(error)}, status=400)
        for fault in faults:
            self._hub.arm(fault)
        return web.json_response({"taken": len(faults)})

    async def _clear(self, request: web.Request) -> web.Response:
        _this_machine_only(request)
        self._hub.house.armed.clear()
        return web.json_response({"cleared": True})


def _this_machine_only(request: web.Request) -> None:
    if request.remote is None or not ip_address(request.remote).is_loopback:
        raise web.HTTPForbidden(text="The control endpoint answers this machine only.")
