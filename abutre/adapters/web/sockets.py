"""The Socket.IO server of the bot: publishes events, offers the seed's emitter API, serves commands."""

import asyncio
from collections.abc import Callable, MutableMapping, Sequence

from aiohttp import web

from abutre.adapters.web import payloads
from abutre.adapters.web.access import Origins
from abutre.adapters.web.clients import Clients
from abutre.adapters.web.commands import Commands
from abutre.adapters.web.emitter import Emitter
from abutre.adapters.web.socket_server import Ack, SocketServer
from abutre.adapters.web.wire_commands import handshake_of
from abutre.domain.events import Sequenced
from abutre.domain.model import Tick
from abutre.domain.ports import Controls
from abutre.domain.symbols import Symbol

_LAST_SEQ = "abutre.last_seq"
_TICK_SECONDS = 1.0


class WebSocketServer(Emitter):
    """Port `EventPublisher` over Socket.IO, default namespace, WebSocket and long-polling.

    Works without a bot, too: attach it to an application of yours and emit. `Site` is the way to run it
    with one.
    """

    def __init__(self, *, symbol: Symbol, allowed_origins: Sequence[str], now: Callable[[], int]) -> None:
        """Make a server for one market.

        Args:
            symbol: the market; prices are shown in its decimals.
            allowed_origins: pages that may connect besides the server's own and http://localhost:3000.
            now: market time, epoch seconds, for what carries no time of its own.

        Raises:
            UserError: an origin is not one.
        """
        super().__init__(symbol=symbol, now=now)
        self.origins = Origins(allowed_origins)
        self._sockets = SocketServer(
            listener=self,
            origin_allowed=lambda origin, environ: self.origins.allowed(origin, environ.get("HTTP_HOST", "")),
        )
        self._clients = Clients(sockets=self._sockets, symbol=symbol)
        self._commands: Commands | None = None
        self._next_tick = 0.0

    def attach(self, app: web.Application, controls: Controls | None = None) -> None:
        """Serve `/socket.io/` of `app`. Without `controls` clients see what comes and command nothing."""
        if controls is not None:
            self._clients.follow(controls)
            self._commands = Commands(controls=controls, clients=self._clients, now=self._now)
        self._sockets.attach(app)

    @property
    def last_seq(self) -> int:
        """Number of the newest event, 0 before the first."""
        return self._clients.last_seq

    @property
    def connected_clients(self) -> int:
        """How many clients are connected, up to date or not."""
        return self._clients.count

    @property
    def dropped_clients(self) -> int:
        """How many clients were cut off so far because they read too slowly."""
        return self._sockets.eio.dropped

    async def publish(self, event: Sequenced) -> None:
        """Send `event` to every client, in order; one that is behind gets it when its turn comes."""
        await self._clients.deliver(event)

    async def emit_tick(self, tick: Tick) -> None:
        """Show the live price: unnumbered, dropped when the one before is less than a second old."""
        time = asyncio.get_running_loop().time()
        if time < self._next_tick:
            return
        self._next_tick = time + _TICK_SECONDS
        shown = payloads.tick(tick, self._symbol)
        self._sockets.send_live(self._sockets.frame(shown.event, shown.model_dump(mode="json")))

    async def close(self) -> None:
        """Send what was published, then end every connection in a way after which clients connect again."""
        await self._clients.close()
        await self._sockets.close()

    def admit(self, environ: MutableMapping[str, object], auth: object) -> None:
        """See `Listener.admit`."""
        environ[_LAST_SEQ] = handshake_of(auth).last_seq

    def joined(self, sid: str) -> None:
        """See `Listener.joined`."""
        environ = self._sockets.get_environ(sid) or {}
        last_seq = environ.get(_LAST_SEQ)
        self._clients.joined(sid, last_seq if isinstance(last_seq, int) else None)

    def left(self, sid: str) -> None:
        """See `Listener.left`."""
        self._clients.left(sid)

    async def received(self, sid: str, name: str, args: list[object]) -> Ack:
        """See `Listener.received`."""
        if self._commands is None:
            return {"ok": False, "error": "no bot is attached to this server"}
        return await self._commands.handle(sid, name, args)

    async def too_deep(self, sid: str) -> Ack:
        """See `Listener.too_deep`."""
        if self._commands is None:
            return {"ok": False, "error": "no bot is attached to this server"}
        return await self._commands.refuse(sid, "expected plain values, found data nested too deeply")
