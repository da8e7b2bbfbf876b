"""The bot's one HTTP port: Socket.IO, status page, login and REST."""

import asyncio
import logging
import ssl
from pathlib import Path

from aiohttp import web

from abutre.adapters.web.access import is_loopback
from abutre.adapters.web.address import doors_at
from abutre.adapters.web.contract.served import attach_contract
from abutre.adapters.web.doors import BACKLOG, Doors
from abutre.adapters.web.exported import STATIC, Exported
from abutre.adapters.web.gate import Gate
from abutre.adapters.web.login import Login
from abutre.adapters.web.pages import attach_missing, attach_pages
from abutre.adapters.web.probes import Probes
from abutre.adapters.web.rest.reads import Reads
from abutre.adapters.web.rest.routes import Rest
from abutre.adapters.web.server_log import SERVER_LOG
from abutre.adapters.web.session import CLOSE_SECONDS
from abutre.adapters.web.sockets import WebSocketServer
from abutre.domain.errors import UserError
from abutre.domain.ports import Controls

LOG = logging.getLogger(__name__)
_LAST_WORDS_SECONDS = 2.0
_STOP_SECONDS = 5.0
_ANY = {"": "localhost", "0.0.0.0": "localhost", "::": "localhost"}  # noqa: S104 (how such an address is shown)

IDLE_SECONDS = 15.0
"""How long a connection may take to agree on TLS, to send a request's head, or be silent between two."""

MAX_BODY_BYTES = 16 * 1024
"""Largest body of a request; Socket.IO's polling has its own limit."""

_MAX_LINE_BYTES = 8 * 1024
_MAX_HEADERS = 64


class Site:
    """Listens on one address. Started once, stopped once."""

    def __init__(
        self,
        *,
        server: WebSocketServer,
        controls: Controls,
        reads: Reads,
        probes: Probes,
        host: str,
        port: int,
        tls: ssl.SSLContext | None = None,
        dashboard: Path = STATIC,
    ) -> None:
        """Prepare to listen.

        Args:
            server: publishes the events.
            controls: the bot.
            reads: what REST answers from.
            probes: what other programs ask.
            host: a name or an address; where other machines may reach it the entrance must ask for tokens.
            port: 0 … 65535; 0 takes any free one.
            tls: what the server proves itself with; None speaks plain HTTP.
            dashboard: folder of the exported one; a page with the status takes its place where there is none.

        Raises:
            UserError: other machines could reach `host`, and would need no token.
        """
        if not is_loopback(host) and not server.entrance.needs_token:
            raise UserError(
                f"the server would listen on {host!r}, which other machines may reach; expected 127.0.0.1, "
                "::1 or localhost, or that tokens are needed: set ABUTRE_AUTH_SECRET"
            )
        self._tls = tls
        self._dashboard = dashboard
        self._login = Login(server.entrance, server.auditor)
        self._server = server
        self._controls = controls
        self._reads = reads
        self._probes = probes
        self._host = host.removeprefix("[").removesuffix("]")
        self._port = port
        self._runner: web.AppRunner | None = None
        self._listening: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen; the URL to open.

        Raises:
            UserError: the host is no name, or the port cannot be had.
        """
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        exported = Exported(self._dashboard)
        Gate(self._server.entrance, self._server.auditor, exported, self._server.turn).guard(app)
        attach_pages(app, exported)
        self._login.attach(app)
        self._probes.attach(app)
        Rest(reads=self._reads, controls=self._controls).attach(app)
        attach_contract(app)
        self._server.attach(app, self._controls)
        attach_missing(app, exported)
        runner = web.AppRunner(
            app,
            access_log=None,
            logger=SERVER_LOG,
            shutdown_timeout=_LAST_WORDS_SECONDS,
            keepalive_timeout=IDLE_SECONDS,
            max_line_size=_MAX_LINE_BYTES,
            max_field_size=_MAX_LINE_BYTES,
            max_headers=_MAX_HEADERS,
        )
        await runner.setup()
        try:
            doors = doors_at(self._host, self._port, self._server.entrance.is_proxy)
        except UserError:
            await runner.cleanup()
            raise
        self._listening = await self._listen(runner, doors)
        self._runner = runner
        port = doors.getsockname()[1]
        scheme, name = "http" if self._tls is None else "https", _ANY.get(self._host, self._host)
        return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"

    def login_link(self, url: str) -> str | None:
        """As `Login.link`, for the `url` that `start` gave."""
        return self._login.link(url)

    async def stop(self) -> None:
        """Send what was published, end every connection, free the port; within a few seconds in any case."""
        if self._runner is None or self._listening is None:
            return
        runner, self._runner, listening = self._runner, None, self._listening
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._server.close()
                listening.close()
                await runner.cleanup()
        except TimeoutError:
            LOG.warning("the web server did not stop in time and is left behind")

    async def _listen(self, runner: web.AppRunner, doors: Doors) -> asyncio.Server:
        if runner.server is None:
            raise RuntimeError("expected a runner that was set up")
        # aiohttp's own way to listen gives whoever never begins or never ends TLS a minute each.
        tls = self._tls is not None
        return await asyncio.get_running_loop().create_server(
            runner.server,
            sock=doors,
            backlog=BACKLOG,
            ssl=self._tls,
            ssl_handshake_timeout=IDLE_SECONDS if tls else None,
            ssl_shutdown_timeout=CLOSE_SECONDS if tls else None,
        )
