"""One socket: requests meet their answers, streams their handlers, and silence ends it."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from abutre.adapters.deriv import requests
from abutre.adapters.deriv.budget import Budget
from abutre.adapters.deriv.errors import (
    LOST_AUTHORISATION,
    RATE_LIMITS,
    BadFrameError,
    CallRefusedError,
    DerivAccessError,
    DerivError,
    LinkLostError,
    NotSentError,
    UnansweredError,
)
from abutre.adapters.deriv.frames import Frame, decode
from abutre.adapters.deriv.requests import Request
from abutre.adapters.deriv.waiting import within
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

DEADLINE = 20.0
"""Seconds for an answer; Deriv's own proxy gives up after 15."""
PING_EVERY = 25.0
PONG_WITHIN = 10.0

Handler = Callable[[Frame], None]


class Socket(Protocol):
    """What a link runs on; every failure is a `LinkLostError`."""

    async def send(self, text: str) -> None:
        """Send one frame."""

    async def receive(self) -> str | bytes:
        """The next frame."""

    def abort(self) -> None:
        """End it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A subscription on one link; `subscription_id` is empty when Deriv gave none: it has one frame only."""

    req_id: int
    subscription_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    call: str
    answer: asyncio.Future[Frame]


class Link:
    """A socket at work, until it ends; then every call has ended as well, and no new one begins."""

    def __init__(self, socket: Socket, *, budget: Budget, clock: Clock) -> None:
        """Start reading `socket` and pinging it; needs a running loop."""
        self._socket = socket
        self._budget = budget
        self._clock = clock
        self._ids = count(1)
        self._pending: dict[int, _Pending] = {}
        self._handlers: dict[int, Handler] = {}
        self._streams: dict[str, int] = {}
        self._ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.verdict: DerivAccessError | None = None
        """Why no further link will do; None when the next one may."""
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._ping())]

    async def call(self, request: Request, *, deadline: float = DEADLINE) -> Frame:
        """The answer to `request`.

        Raises:
            CallRefusedError: Deriv answered with an error.
            NotSentError: it never left.
            UnansweredError: it left, or may have, and no answer came in `deadline` seconds.
        """
        return await self._call(request, next(self._ids), deadline)

    async def stream(self, request: Request, handler: Handler) -> Stream:
        """Subscribe; `handler` gets the first answer and every later frame.

        Raises:
            DerivError: as `call`; then `handler` gets nothing.
        """
        req_id = next(self._ids)
        self._handlers[req_id] = handler
        try:
            first = await self._call(request, req_id, DEADLINE)
        except DerivError:
            del self._handlers[req_id]
            raise
        if first.subscription_id:
            self._streams[first.subscription_id] = req_id
        return Stream(req_id=req_id, subscription_id=first.subscription_id)

    def silence(self, stream: Stream) -> None:
        """Hand out no more frames of a stream."""
        self._handlers.pop(stream.req_id, None)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return not self._ended.done()

    async def ended(self) -> str:
        """Wait until the link has ended; why."""
        return await asyncio.shield(self._ended)

    def end(self, reason: str, verdict: DerivAccessError | None = None) -> None:
        """End the link; every call that waits ends with `LinkLostError`."""
        if self._ended.done():
            return
        self.verdict = verdict
        self._ended.set_result(reason)
        for pending in self._pending.values():
            if not pending.answer.done():
                pending.answer.set_exception(LinkLostError(reason))
                pending.answer.exception()  # Whoever waits may have met the loss while sending already.
        self._socket.abort()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """End the link and wait until nothing of it runs."""
        self.end("closed")
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _call(self, request: Request, req_id: int, deadline: float) -> Frame:
        try:
            await within(self._clock, deadline, self._budget.take(request.call))
        except TimeoutError:
            raise NotSentError(f"{request.call} would have come too often") from None
        if self._ended.done():
            raise NotSentError(self._ended.result())
        pending = _Pending(call=request.call, answer=asyncio.get_running_loop().create_future())
        self._pending[req_id] = pending
        text = json.dumps({**request.body, "req_id": req_id})
        try:
            return await within(self._clock, deadline, self._exchange(text, pending.answer))
        except TimeoutError:
            raise UnansweredError(f"{request.call} was not answered in {deadline:g} s") from None
        finally:
            del self._pending[req_id]

    async def _exchange(self, text: str, answer: asyncio.Future[Frame]) -> Frame:
        await self._socket.send(text)
        return await answer

    async def _read(self) -> None:
        try:
            while True:
                data = await self._socket.receive()
                try:
                    self._route(decode(data))
                except BadFrameError as error:
                    _log.warning("a frame from Deriv was skipped: %s", error)
        except LinkLostError as error:
            self.end(str(error))

    def _route(self, frame: Frame) -> None:
        req_id = self._streams.get(frame.subscription_id) if frame.req_id is None else frame.req_id
        pending = self._pending.get(req_id or 0)
        handler = self._handlers.get(req_id or 0)
        if pending is None and handler is None:
            _log.debug("a frame from Deriv belongs to nothing that is waited for: %r", frame.msg_type[:40])
        if frame.error is not None:
            self._refuse(frame.error, pending)
            return
        if pending is not None and not pending.answer.done():
            pending.answer.set_result(frame)
        if handler is not None:
            handler(frame)

    def _refuse(self, error: CallRefusedError, pending: _Pending | None) -> None:
        _log.warning("Deriv answered with an error: %s", error)
        if pending is not None and error.is_one_of(RATE_LIMITS):
            self._budget.penalise(pending.call)
        if pending is not None and not pending.answer.done():
            pending.answer.set_exception(error)
        if error.is_one_of(LOST_AUTHORISATION):
            self.end("Deriv no longer knows who this is")

    async def _ping(self) -> None:
        while True:
            await self._clock.sleep(PING_EVERY)
            try:
                await self.call(requests.ping(), deadline=PONG_WITHIN)
            except DerivError as error:
                self.end(f"no sign of life: {error}")
