"""Brings every client up to date and keeps it there: no event missing, none twice, all in order."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field

from abutre.adapters.web.frames import Frame
from abutre.adapters.web.socket_server import SocketServer
from abutre.adapters.web.views import Shown, Views
from abutre.adapters.web.wire import to_wire
from abutre.adapters.web.wire_events import ConnectionAck, EventPayload
from abutre.domain.errors import UserError
from abutre.domain.events import Sequenced
from abutre.domain.ports import Controls
from abutre.domain.symbols import Symbol

LOG = logging.getLogger(__name__)

MAX_BEHIND = 10_000
"""Events that may be published while one client is brought up to date; a slower one must connect again."""

_BATCH = 64  # sent to one client before the others on the event loop get a turn


@dataclass(slots=True)
class _Message:
    seq: int
    frame: Frame


@dataclass(slots=True, eq=False)
class _Client:
    sid: str
    seen: int  # number of the last event that what it was sent reflects; of no use in the live room
    behind: deque[_Message] | None = field(default_factory=deque)  # None while it is in the live room
    news: asyncio.Event = field(default_factory=asyncio.Event)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Clients:
    """The connected clients: those in the live room, and those that are being brought up to date.

    A client that is behind gets what is published into a queue of its own. It enters the live room in
    the same breath in which that queue is found empty, so nothing falls between the two.
    """

    def __init__(self, *, sockets: SocketServer, symbol: Symbol) -> None:
        self.last_seq = 0
        self._sockets = sockets
        self._symbol = symbol
        self._controls: Controls | None = None
        self._views: Views | None = None
        self._clients: dict[str, _Client] = {}
        self._welcomes: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many are connected."""
        return len(self._clients)

    def follow(self, controls: Controls) -> None:
        """Take the state and the past from `controls`; without it a client sees only what comes."""
        self._controls = controls
        self._views = Views(controls, self._sockets)

    def joined(self, sid: str, last_seq: int | None) -> None:
        """Welcome a client that has seen every event up to `last_seq`, or none."""
        LOG.info("[WS] Client connected: %s", sid)
        client = self._clients[sid] = _Client(sid, last_seq or 0)
        welcome = asyncio.create_task(self._welcome(client, last_seq))
        self._welcomes.add(welcome)
        welcome.add_done_callback(self._welcomes.discard)

    def left(self, sid: str) -> None:
        """Forget a client."""
        LOG.info("[WS] Client disconnected: %s", sid)
        client = self._clients.pop(sid, None)
        if client is not None:
            client.news.set()

    async def deliver(self, event: Sequenced) -> None:
        """Send an event to everyone, now or when their turn comes."""
        message = self._message(event)
        self.last_seq = event.seq
        lost = []
        for client in self._clients.values():
            if client.behind is not None:
                client.behind.append(message)
                client.news.set()
                if len(client.behind) > MAX_BEHIND:
                    lost.append(client)
        self._sockets.send_live(message.frame)
        for client in lost:
            self._hang_up(client, "it fell too far behind")
        await asyncio.sleep(0)  # whoever publishes without a pause lets the sockets write

    def tell(self, sid: str, payload: EventPayload) -> None:
        """Send an event to one client only; it carries the number of the last event that client was sent.

        With a greater one a client that is behind would take what it still has to get for known.
        """
        client = self._clients.get(sid)
        if client is not None:
            seq = self.last_seq if client.behind is None else client.seen
            self._send(sid, payload.event, payload.model_dump(mode="json"), seq)

    async def refresh(self, sid: str) -> None:
        """Send one client a snapshot, and every later event after it."""
        client = self._clients.get(sid)
        if client is None or self._views is None:
            return
        async with client.turn:
            if not self._is_here(client):
                return
            if client.behind is None:
                client.seen = self.last_seq
            client.behind = deque()
            self._sockets.leave_live(sid)
            try:
                shown = await self._views.newest()
                self._sockets.send_to(sid, shown.frame)
                client.seen = shown.view.seq
                await self._enter_live(client)
            except Exception:
                self._hang_up(client, "its snapshot failed")
                raise

    def start_over(self) -> None:
        """Have every client connect again: events were missed that are not to be had any more."""
        for client in list(self._clients.values()):
            self._hang_up(client, "too much was missed")

    async def close(self) -> None:
        """Welcome nobody any more."""
        for welcome in self._welcomes:
            welcome.cancel()
        await asyncio.gather(*self._welcomes, return_exceptions=True)

    async def _welcome(self, client: _Client, last_seq: int | None) -> None:
        async with client.turn:
            try:
                self.tell(client.sid, ConnectionAck())
                await self._send_past(client, last_seq)
                await self._enter_live(client)
            except UserError as error:
                self._hang_up(client, str(error))
            except Exception:
                LOG.exception("[WS] Client could not be brought up to date: %s", client.sid)
                self._hang_up(client, "it could not be brought up to date")

    async def _send_past(self, client: _Client, last_seq: int | None) -> None:
        """Send what the client missed, or a snapshot."""
        if self._controls is None or self._views is None:
            client.seen = 0
            return
        missed = None if last_seq is None else await self._controls.events_after(last_seq)
        if missed is None or last_seq is None:
            shown = await self._views.newest()
            self._send_view(client, shown)
            return
        for number, event in enumerate(missed, start=1):
            self._sockets.send_to(client.sid, self._message(event).frame)
            client.seen = event.seq
            if number % _BATCH == 0:
                await self._pause(client)

    def _send_view(self, client: _Client, shown: Shown) -> None:
        self._sockets.send_to(client.sid, shown.frame)
        view = shown.view
        client.seen = view.seq
        # What a client that knows only the seed's events needs to draw itself, in the contract's order.
        known = (view.bot_status, view.balance, view.risk_stats, view.position, view.market)
        for event in known:
            if event is not None:
                self._send(client.sid, *to_wire(event, self._symbol), view.seq)

    async def _enter_live(self, client: _Client) -> None:
        sent = 0
        while self._is_here(client):
            client.news.clear()
            while client.behind and self._is_here(client):
                message = client.behind.popleft()
                sent += 1
                if message.seq > client.seen:
                    self._sockets.send_to(client.sid, message.frame)
                    client.seen = message.seq
                if sent % _BATCH == 0:
                    await self._pause(client)
            # Nothing may be awaited from here to the live room. A client may know events that are on
            # disk and not yet published; it stays behind until they were, so that it skips them.
            if self._is_here(client) and self.last_seq >= client.seen:
                client.behind = None
                self._sockets.enter_live(client.sid)
                return
            await client.news.wait()

    async def _pause(self, client: _Client) -> None:
        """Let the others on the event loop have a turn, and the client read what it was sent."""
        await asyncio.sleep(0)
        await self._sockets.room(client.sid)

    def _message(self, event: Sequenced) -> _Message:
        name, payload = to_wire(event.event, self._symbol)
        return _Message(event.seq, self._sockets.frame(name, payload, {"seq": event.seq}))

    def _is_here(self, client: _Client) -> bool:
        return self._clients.get(client.sid) is client

    def _send(self, sid: str, name: str, payload: dict[str, object], seq: int) -> None:
        self._sockets.send_to(sid, self._sockets.frame(name, payload, {"seq": seq}))

    def _hang_up(self, client: _Client, reason: str) -> None:
        LOG.warning("[WS] Client must connect again, %s: %s", reason, client.sid)
        self._sockets.hang_up(client.sid)
