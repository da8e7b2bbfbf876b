"""The connection of a client: follows the events over every interruption, and gives commands once."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from socketio import AsyncClient
from socketio.exceptions import ConnectionError as ConnectionRefused
from socketio.exceptions import SocketIOError

from abutre.adapters.web.snapshot import StateSnapshot
from abutre.adapters.web.wire_events import SystemAlertPayload
from abutre.client.connecting import ANSWER_SECONDS, close, connect, drop
from abutre.client.turned_away import TurnedAway, is_final
from abutre.client.updates import Refused, Update, update_of
from abutre.domain.errors import UserError

_log = logging.getLogger(__name__)

MOST_WAITING = 1_000
"""Updates that may wait for a slow reader. At one more the client stops reading; when the server cuts it off
for that, it comes back and goes on behind the last one."""
_PAUSE = 0.5
_LONGEST_PAUSE = 15.0


class Client:
    """A client of the bot at one address, between `async with` and its end."""

    def __init__(self, url: str, *, token: str | None = None, last_seq: int | None = None) -> None:
        """Prepare; nothing is sent yet.

        Args:
            url: where the bot listens, `http://localhost:8000`.
            token: as `abutre token create` gives it, when the bot asks for one.
            last_seq: the last update that an earlier client saw; what came since is told first.
        """
        self._url = url
        self._token = token
        self._last_seq = last_seq
        self._newest: Update | None = None
        self._waiting: asyncio.Queue[Update | None] = asyncio.Queue(MOST_WAITING)  # None wakes at the end
        self._over: str | None = None  # why nothing comes any more
        self._socket = self._new_socket()
        self._is_lost = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def last_seq(self) -> int | None:
        """Number of the newest update that came; None before the first."""
        return self._last_seq

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            UserError: nobody listens there, or the bot does not let this client in.
        """
        try:
            await self._connect()
        except ConnectionRefused as refused:
            await close(self._socket)
            raise UserError(f"{self._url}: the bot cannot be followed: {refused}") from None
        except BaseException:
            await close(self._socket)
            raise
        self._keeper = asyncio.create_task(self._come_back())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        try:
            if self._keeper is not None:
                self._keeper.cancel()
                await asyncio.gather(self._keeper, return_exceptions=True)
        finally:
            await close(self._socket)

    async def updates(self) -> AsyncIterator[Update]:
        """What the bot tells, in order, each numbered one once; without end while the bot lets it in.

        The first is a snapshot, unless `last_seq` was given and the bot still holds what came since. After
        an interruption it goes on behind the last one, or with a snapshot when too much was missed.

        Raises:
            UserError: the token was revoked or has expired; after everything that was told before.
        """
        while self._over is None or not self._waiting.empty():
            update = await self._waiting.get()
            if update is not None:
                yield update
        raise UserError(self._over)

    async def start(self) -> None:
        """Start trading. As every command it waits for a bot that is away.

        Raises:
            Refused: the bot did not.
            UserError: the token was revoked or has expired.
        """
        await self._command("bot_command", {"command": "start"})

    async def pause(self, *, after_sequence: bool = False) -> None:
        """Trade on paper from now on, or from the end of the running sequence on.

        Raises:
            Refused: the bot did not.
        """
        await self._command("bot_command", {"command": "pause", "after_sequence": after_sequence})

    async def stop(self) -> None:
        """Stop trading.

        Raises:
            Refused: the bot did not.
        """
        await self._command("bot_command", {"command": "stop"})

    async def update_settings(self, **settings: object) -> None:
        """Store settings, all of them or none.

        Raises:
            Refused: `errors` names every bad one.
        """
        await self._command("update_settings", settings)

    async def request_state(self) -> None:
        """Have a snapshot among the updates."""
        await self._command("request_state", {})

    def _new_socket(self) -> AsyncClient:
        # The library comes back after a broken connection only, not after one that the server ended.
        socket = AsyncClient(reconnection=False, handle_sigint=False)
        socket.on("*", self._told)
        socket.on("disconnect", self._lost)
        return socket

    async def _connect(self) -> None:
        # One for each connection: what the library leaves running of a broken one would end the next.
        self._socket = self._new_socket()
        await connect(self._socket, self._url, self._auth)

    async def _come_back(self) -> None:
        pause = _PAUSE
        while True:
            await self._is_lost.wait()
            await drop(self._socket)
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 (spreads clients, keeps no secret)
            self._is_lost.clear()
            try:
                await self._connect()
            except SocketIOError as refused:
                if isinstance(refused, TurnedAway) and await is_final(self._url, self._token):
                    self._over = f"{self._url}: the bot can be followed no longer: {refused}"
                    await self._waiting.put(None)
                    return
                _log.warning("the bot cannot be reached: %s", refused)
                pause = min(2 * pause, _LONGEST_PAUSE)
                self._is_lost.set()
                continue
            pause = _PAUSE

    def _lost(self, *_reason: object) -> None:
        self._is_lost.set()

    def _auth(self) -> dict[str, object]:
        known = {"token": self._token, "last_seq": self._last_seq}
        return {name: value for name, value in known.items() if value is not None}

    async def _told(self, name: str, *arguments: Any) -> None:  # noqa: ANN401 (whatever the server sends)
        update = update_of(name, arguments)
        if update is None or self._is_old(update):
            return
        if update.seq is not None:
            self._last_seq = update.seq
            self._newest = update
        await self._waiting.put(update)

    def _is_old(self, update: Update) -> bool:
        # A snapshot is followed by the events that it reflects, for clients that know no snapshots.
        if update.seq is None or self._last_seq is None or isinstance(update.payload, StateSnapshot):
            return False
        if isinstance(update.payload, SystemAlertPayload) and update.seq == self._last_seq:
            # A refusal or a good-bye, told to this client alone under the number of what it knows already.
            return update == self._newest
        return update.seq <= self._last_seq

    async def _command(self, name: str, data: dict[str, object]) -> None:
        # With an id it is carried out once, however often it is sent.
        data = {**data, "command_id": uuid4().hex}
        answer = None
        while answer is None:
            if self._over is not None:
                raise UserError(self._over)
            try:
                answer = await self._socket.call(name, data, timeout=ANSWER_SECONDS)
            except SocketIOError as lost:
                _log.warning("%s was not answered and is sent again: %s", name, lost)
                await asyncio.sleep(_PAUSE)
        if not answer["ok"]:
            raise Refused(answer["error"], answer.get("errors", {}))
