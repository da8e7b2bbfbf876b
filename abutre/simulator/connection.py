"""One WebSocket: reads frames, does what the session says, and ends when nothing moves for too long."""

import asyncio
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from typing import TypeAlias

from aiohttp import WSMsgType, web

from abutre.simulator.actions import Action, Close, FallSilent, Raw, Send
from abutre.simulator.faults import ABORTED
from abutre.simulator.session import Session

HELD_SECONDS = 1.0
"""How long a held frame waits for another one to overtake it."""

Take: TypeAlias = Callable[["Connection", str], None]


class Connection:
    """A socket of one session.

    Args:
        session: what answers.
        request: the upgrade.
        idle_seconds: silence of both sides after which the connection is cut, seconds of the host.
    """

    def __init__(self, session: Session, request: web.Request, idle_seconds: float) -> None:
        self.session = session
        self._request = request
        self._idle_seconds = idle_seconds
        self._socket = web.WebSocketResponse(autoping=False, timeout=2.0)
        self._outbox: asyncio.Queue[Action] = asyncio.Queue()
        self._held: list[Send] = []
        self._silent = False
        self._moved = monotonic()

    def perform(self, actions: Iterable[Action]) -> None:
        """Do what the session says, in its order; a delayed frame lets the others pass."""
        loop = asyncio.get_running_loop()
        for action in actions:
            if isinstance(action, Send) and action.delay:
                loop.call_later(action.delay, self._outbox.put_nowait, action)
            elif isinstance(action, Send) and action.held:
                self._held.append(action)
                loop.call_later(HELD_SECONDS, self._let_go)
            else:
                self._outbox.put_nowait(action)
                self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, []
        for action in held:
            self._outbox.put_nowait(action)

    async def serve(self, take: Take) -> web.WebSocketResponse:
        """Talk until one side ends it.

        Args:
            take: what is done with each frame that comes in.
        """
        await self._socket.prepare(self._request)
        writing = asyncio.create_task(self._write())
        try:
            await self._read(take)
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await writing
        return self._socket

    async def _read(self, take: Take) -> None:
        while not self._socket.closed:
            left = self._moved + self._idle_seconds - monotonic()
            if left <= 0:
                self._cut()
                return
            try:
                message = await self._socket.receive(timeout=left)
            except TimeoutError:
                continue
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                self._moved = monotonic()
                take(self, message.data if message.type is WSMsgType.TEXT else "")
            elif message.type is WSMsgType.PING:
                self._moved = monotonic()
                if not self._silent:
                    await self._socket.pong(message.data)
            elif message.type is not WSMsgType.PONG:
                return

    async def _write(self) -> None:
        while True:
            action = await self._outbox.get()
            if self._silent or self._socket.closed:
                continue
            with suppress(ConnectionError):
                await self._do(action)

    async def _do(self, action: Action) -> None:
        self._moved = monotonic()
        if isinstance(action, Send):
            await self._socket.send_str(json.dumps(action.frame, separators=(",", ":")))
        elif isinstance(action, Raw):
            await self._send_raw(action.data)
        elif isinstance(action, FallSilent):
            self._silent = True
        elif action.code == ABORTED:
            self._cut()
        else:
            await self._socket.close(code=action.code)

    async def _send_raw(self, data: str | bytes) -> None:
        if isinstance(data, str):
            await self._socket.send_str(data)
        else:
            await self._socket.send_bytes(data)

    def leave(self) -> None:
        """End it as a server that goes away."""
        self.perform([Close(code=1001)])

    def _cut(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()
