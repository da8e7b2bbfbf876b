"""The Socket.IO server of the bot: publishes events, offers the seed's emitter API, serves commands."""

import asyncio
from collections.abc import Callable, Mapping, MutableMapping

from aiohttp import web

from abutre.adapters.web import payloads, units
from abutre.adapters.web.audits import Auditor
from abutre.adapters.web.clients import Clients
from abutre.adapters.web.commands import Commands
from abutre.adapters.web.emitter import Emitter
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.entry.identity import LOCAL, Visitor
from abutre.adapters.web.socket_server import Ack, SocketServer
from abutre.adapters.web.talk import Turn, loop_turn
from abutre.adapters.web.visitors import Visitors
from abutre.adapters.web.wire_commands import handshake_of
from abutre.adapters.web.wire_events import SystemAlertPayload
from abutre.domain.events import AlertLevel, Sequenced
from abutre.domain.model import Tick
from abutre.domain.ports import Controls
from abutre.domain.symbols import Symbol

_REQUEST = "aiohttp.request"
_LAST_SEQ = "abutre.last_seq"
_VISITOR = "abutre.visitor"
_TICK_SECONDS = 1.0
_GONE: Ack = {"ok": False, "error": "the connection has ended"}


class WebSocketServer(Emitter):
    """Port `EventPublisher` over Socket.IO, default namespace, WebSocket and long-polling.

    Works without a bot, too: attach it to an application of yours and emit. `Site` is the way to run it
    with one.
    """

    def __init__(
        self, *, symbol: Symbol, now: Callable[[], int], entrance: Entrance, turn: Turn = loop_turn
    ) -> None:
        """Make a server for one market.

        Args:
            symbol: the market; prices are shown in its decimals.
            now: market time, epoch seconds, for what carries no time of its own.
            entrance: decides who may connect.
            turn: waits, between two packets and before a request, until others have had their turn.
        """
        super().__init__(symbol=symbol, now=now)
        self.entrance = entrance
        self.auditor = Auditor(entrance.now)
        self.turn = turn
        self._sockets = SocketServer(listener=self, origin_allowed=self._origin_allowed)
        self._sockets.eio.turn = turn
        self._clients = Clients(sockets=self._sockets, symbol=symbol)
        self._visitors = Visitors(entrance, self._send_away, self._note_revoked)
        self._commands: Commands | None = None
        self._next_tick = 0.0

    def attach(self, app: web.Application, controls: Controls | None = None) -> None:
        """Serve `/socket.io/` of `app`. Without `controls` clients see what comes and command nothing."""
        if controls is not None:
            self._clients.follow(controls)
            self._commands = Commands(
                controls=controls,
                clients=self._clients,
                now=self._now,
                rates=self.entrance.rates,
                auditor=self.auditor,
            )
            self.auditor.follow(controls)
        self._sockets.attach(app)
        self._visitors.watch()

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

    @property
    def waiting_bytes(self) -> int:
        """Bytes that wait for clients to read them, of all of them together."""
        return sum(session.outbox.waiting_bytes for session in self._sockets.eio.sockets.values())

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

    def start_over(self) -> None:
        """See `Clients.start_over`."""
        self._clients.start_over()

    async def close(self) -> None:
        """Send what was published, then end every connection in a way after which clients connect again."""
        await self._visitors.close()
        await self._clients.close()
        await self._sockets.close()
        await self.auditor.close()

    def admit(self, environ: MutableMapping[str, object], auth: object) -> None:
        """See `Listener.admit`."""
        request = _request(environ)
        address = self.entrance.caller(request).address
        try:
            self.entrance.rates.connect("socket", address)
            handshake = handshake_of(auth)
            visitor = self.entrance.visitor(request, handshake.token)
        except ValueError as refusal:
            self.auditor.refused(address, "connect", str(refusal))
            raise
        environ[_LAST_SEQ] = handshake.last_seq
        environ[_VISITOR] = visitor
        role, token_id = visitor.identity.role, visitor.identity.token_id
        proof = "no token needed" if token_id is None else f"token {token_id}"
        self.auditor.done(visitor, "connect", "ok", f"{role}, {proof}")

    def joined(self, sid: str) -> None:
        """See `Listener.joined`."""
        environ = self._sockets.get_environ(sid) or {}
        last_seq, visitor = environ.get(_LAST_SEQ), environ.get(_VISITOR)
        if isinstance(visitor, Visitor):
            self._visitors.came(sid, visitor)
        self._clients.joined(sid, last_seq if isinstance(last_seq, int) else None)

    def left(self, sid: str) -> None:
        """See `Listener.left`."""
        self._visitors.went(sid)
        self._clients.left(sid)

    def hears(self, connection: str, size: int) -> bool:
        """See `Listener.hears`."""
        return self.entrance.rates.hears(connection, size)

    def silenced(self, connection: str) -> None:
        """See `Listener.silenced`."""
        self.entrance.rates.forget(connection)

    async def received(self, sid: str, name: str, args: list[object]) -> Ack:
        """See `Listener.received`."""
        if self._commands is None:
            return {"ok": False, "error": "no bot is attached to this server"}
        visitor = self._visitors.of(sid)
        if visitor is None:
            return dict(_GONE)
        ended = self.entrance.ended(visitor.identity)
        if ended is not None:
            await self._send_away(sid, visitor, ended)
            return {"ok": False, "error": ended}
        return await self._commands.handle(sid, visitor, name, args)

    async def too_deep(self, sid: str) -> Ack:
        """See `Listener.too_deep`."""
        if self._commands is None:
            return {"ok": False, "error": "no bot is attached to this server"}
        visitor = self._visitors.of(sid)
        if visitor is None:
            return dict(_GONE)
        return await self._commands.refuse(
            sid, visitor, "expected plain values, found data nested too deeply"
        )

    def _origin_allowed(self, _origin: str | None, environ: Mapping[str, object]) -> bool:
        return self.entrance.origin_allowed(_request(environ))

    def _note_revoked(self, token_id: str) -> None:
        on_this_machine = Visitor(identity=LOCAL, address="-")
        self.auditor.done(on_this_machine, "revoke", "ok", f"token {token_id}")

    async def _send_away(self, sid: str, visitor: Visitor, reason: str) -> None:
        self.auditor.refused(visitor.address, "connection", reason, visitor.identity.who)
        alert = SystemAlertPayload(
            level=AlertLevel.ERROR, message=reason, timestamp=units.timestamp(self._now())
        )
        self._clients.tell(sid, alert)
        self._sockets.hang_up(sid)


def _request(environ: Mapping[str, object]) -> web.Request:
    request = environ[_REQUEST]
    if not isinstance(request, web.Request):
        raise TypeError("expected the request of a connection")
    return request
