"""Keeps one link alive: dials again when it ends, and subscribes to everything anew."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import Random
from typing import TypeVar

from abutre.adapters.deriv.backoff import Backoff
from abutre.adapters.deriv.errors import (
    CallRefusedError,
    DerivAccessError,
    DerivError,
    DerivUnavailableError,
    NotSentError,
)
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.link import Handler, Link
from abutre.adapters.deriv.notices import Notices
from abutre.adapters.deriv.requests import Request, forget
from abutre.adapters.deriv.subscriptions import Subscription, begin, may_pass, resume
from abutre.adapters.deriv.waiting import within
from abutre.domain.events import AlertLevel
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds a call waits for a link while there is none."""
_ATTEMPTS = 3
_FORGET_WITHIN = 5.0

T = TypeVar("T")

Dial = Callable[[], Awaitable[Link]]
Snapshot = Callable[[Link], Awaitable[None]]


class Connection:
    """What feed and broker talk to. Opened once, closed once."""

    def __init__(
        self,
        *,
        name: str,
        dial: Dial,
        on_redial: Snapshot | None = None,
        clock: Clock,
        random: Random,
        notices: Notices,
    ) -> None:
        """Prepare; nothing is dialled yet.

        Args:
            name: how notices call it.
            dial: opens an authenticated link, each time.
            on_redial: comes first on every later link.
            clock: measures every wait.
            random: spreads the attempts.
            notices: is told of losses and returns.
        """
        self._name = name
        self._dial = dial
        self._on_redial = on_redial
        self._clock = clock
        self._backoff = Backoff(clock=clock, random=random)
        self._notices = notices
        self._subscriptions: list[Subscription] = []
        self._link: Link | None = None
        self._settled = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.reconnects = 0
        """How often a lost link was replaced."""
        self.verdict: DerivAccessError | None = None
        """Why no further link will be tried; from then on every call raises it."""

    async def open(self) -> None:
        """Dial for the first time.

        Raises:
            DerivAccessError: Deriv refuses this token, account or generation.
            DerivUnavailableError: Deriv cannot be reached.
        """
        try:
            link = await self._dial()
        except DerivError as error:
            raise DerivUnavailableError(
                f"Deriv's {self._name} connection cannot be opened: {error}; check the network, "
                "and DERIV_REST_URL and DERIV_WS_URL where they are set"
            ) from None
        self._install(link)
        self._keeper = asyncio.create_task(self._keep(link))

    async def close(self) -> None:
        """End the link and dial no more."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._link is not None:
            await self._link.close()
        self._link = None
        self._settled.clear()

    @property
    def connected(self) -> bool:
        """Whether there is a link now."""
        return self._link is not None and self._link.alive

    async def link(self) -> Link:
        """The present link; while there is none, the next one.

        Raises:
            DerivAccessError: there will be none.
            NotSentError: there was none for `PATIENCE` seconds.
        """
        try:
            return await within(self._clock, PATIENCE, self._next_link())
        except TimeoutError:
            raise NotSentError(f"there is no {self._name} connection to Deriv") from None

    async def read(self, request: Request, parse: Callable[[Frame], T]) -> T:
        """What `parse` makes of the answer; a request that fails is sent again, rate limits are waited out.

        Raises:
            DerivAccessError: there will be no link any more.
            DerivError: refused, or without an answer three times.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                return parse(await (await self.link()).call(request))
            except CallRefusedError as error:
                if not may_pass(error):
                    raise
                await self._clock.sleep(1)
            except DerivError as error:
                _log.info("%s is asked again: %s", request.call, error)
        return parse(await (await self.link()).call(request))

    async def subscribe(self, request: Request, handler: Handler) -> Subscription:
        """Stream to `handler` until `cancel`, over every link to come.

        Raises:
            DerivAccessError: there will be no link any more.
            CallRefusedError: Deriv does not give this stream.
        """
        subscription = Subscription(request, handler)
        link = await self.link()
        self._subscriptions.append(subscription)
        try:
            await begin(link, subscription)
        except CallRefusedError:
            self._subscriptions.remove(subscription)
            raise
        except DerivError as error:
            link.end(f"{request.call} could not be subscribed to: {error}")
        return subscription

    async def cancel(self, subscription: Subscription) -> None:
        """End a stream. Never fails: a link that is lost has no streams."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)
        stream = subscription.stream
        if self._link is None or stream is None:
            return
        self._link.silence(stream)
        if stream.subscription_id:
            try:
                await self._link.call(forget(stream.subscription_id), deadline=_FORGET_WITHIN)
            except DerivError as error:
                _log.info("a stream of %s was not forgotten: %s", subscription.request.call, error)

    def drop(self, reason: str) -> None:
        """Take a fresh link in place of the present one."""
        if self._link is not None:
            self._link.end(reason)

    def _install(self, link: Link) -> None:
        self._backoff.succeeded()
        self._link = link
        self._settled.set()

    async def _next_link(self) -> Link:
        while self._link is None or not self._link.alive:
            if self.verdict is not None:
                raise self.verdict
            await self._settled.wait()
            await asyncio.sleep(0)
        return self._link

    async def _keep(self, link: Link) -> None:
        while True:
            reason = await link.ended()
            self._link = None
            self._settled.clear()
            if link.verdict is not None:
                self._give_up(link.verdict)
                return
            message = f"Connection to Deriv ({self._name}) lost: {reason}; reconnecting"
            self._notices.put(AlertLevel.WARNING, message)
            try:
                link = await self._redial()
            except DerivAccessError as error:
                self._give_up(error)
                return
            self._install(link)
            self.reconnects += 1
            self._notices.put(AlertLevel.SUCCESS, f"Connection to Deriv ({self._name}) is back")

    async def _redial(self) -> Link:
        while True:
            await self._backoff.wait()
            try:
                link = await self._dial()
            except DerivError as error:
                _log.warning("dialling Deriv (%s) failed: %s", self._name, error)
                continue
            try:
                if self._on_redial is not None:
                    await self._on_redial(link)
                await resume(link, self._subscriptions, self._clock)
            except DerivError as error:
                link.end(f"a stream could not be resumed: {error}")
                continue
            return link

    def _give_up(self, error: DerivAccessError) -> None:
        self._notices.put(AlertLevel.ERROR, f"Deriv ({self._name}) cannot be used any more: {error}")
        self.verdict = error
        self._settled.set()
