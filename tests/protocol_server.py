"""Our server classes with what the official protocol suites ask of a server; see CONTRIBUTING.md.

python -m tests.protocol_server --port 3000 [--path /socket.io/] [--engine]
"""

import asyncio
from argparse import ArgumentParser
from functools import partial
from typing import Any

from aiohttp import web
from socketio.packet import EVENT

from abutre.adapters.web.engine import MAX_MESSAGE_BYTES, EngineServer
from abutre.adapters.web.strict_server import StrictServer

PING_INTERVAL = 0.3
PING_TIMEOUT = 0.2
_APART_SECONDS = 0.02  # the suites lose a frame that arrives in the same read as the one before


class EchoServer(StrictServer):
    """Namespaces `/` and `/custom`; tells the handshake's payload, echoes messages, acknowledges."""

    def __init__(self) -> None:
        super().__init__(
            origin_allowed=lambda _origin, _environ: True,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            connect_seconds=1.0,
        )
        self._greetings: set[asyncio.Task[None]] = set()
        for namespace in ("/", "/custom"):
            self.on("connect", partial(self._greet, namespace), namespace)

    async def answered(self, sid: str, namespace: str, name: str, args: list[object]) -> list[object]:
        """Echo, as an event of its own or as the acknowledgement."""
        if name == "message":
            await self._tell(sid, namespace, "message-back", *args)
        return args

    def _greet(self, namespace: str, sid: str, _environ: dict[str, Any], auth: object) -> None:
        greeting = asyncio.create_task(self._auth(sid, namespace, auth or {}))
        self._greetings.add(greeting)
        greeting.add_done_callback(self._greetings.discard)

    async def _auth(self, sid: str, namespace: str, auth: object) -> None:
        await asyncio.sleep(_APART_SECONDS)
        await self._tell(sid, namespace, "auth", auth)

    async def _tell(self, sid: str, namespace: str, name: str, *args: object) -> None:
        eio_sid = self.manager.eio_sid_from_sid(sid, namespace)
        if eio_sid is not None:
            await self._send_packet(
                eio_sid, self.packet_class(EVENT, data=[name, *args], namespace=namespace)
            )


def echo_engine() -> EngineServer:
    """An Engine.IO server that sends every message back."""
    engine = EngineServer(
        ping_interval=PING_INTERVAL,
        ping_timeout=PING_TIMEOUT,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        cors_allowed_origins="*",
        async_mode="aiohttp",
    )
    engine.on("message", engine.send)
    return engine


def application(path: str, *, engine_only: bool) -> web.Application:
    """The application that serves `path`."""
    app = web.Application()
    (echo_engine() if engine_only else EchoServer()).attach(app, path)
    return app


def _main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", default="/socket.io/")
    parser.add_argument("--engine", action="store_true", help="Engine.IO alone, which echoes messages")
    given = parser.parse_args()
    app = application(given.path, engine_only=given.engine)
    web.run_app(app, host="localhost", port=given.port, print=None)


if __name__ == "__main__":
    _main()
