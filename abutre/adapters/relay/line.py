"""The connection to Redis: what is said may get lost, is never waited for long, and listeners come back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from abutre.adapters.relay.seal import Seal
from abutre.domain.codec import Plain
from abutre.domain.errors import UserError
from abutre.domain.ports import Clock

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.asyncio.client import PubSub

PATIENCE = 2.0
"""Seconds that Redis may take for anything before it counts as lost."""
PAUSE = 1.0
"""Seconds until it is tried again."""

_NOT_ASKED = "Redis was not asked yet"
_AWAY = "Redis cannot be reached"
_REFUSED = "Redis refuses the user or the password; mend them in ABUTRE_SOCKETIO_REDIS, or in Redis"

_log = logging.getLogger(__name__)


class LostError(Exception):
    """Redis cannot be reached now, or refuses; the text says which."""


class Line:
    """Publishes on and listens to the channels of one bot, every message sealed."""

    def __init__(self, url: str, *, bot: str, seal: Seal, clock: Clock) -> None:
        """Prepare; nothing is connected yet.

        Raises:
            UserError: `url` is not one of Redis, or the library is not installed.
        """
        try:
            from redis import asyncio as library  # noqa: PLC0415 (the extra `redis` may not be installed)
            from redis import exceptions  # noqa: PLC0415 (as above)
            from redis.asyncio.retry import Retry  # noqa: PLC0415 (as above)
            from redis.backoff import NoBackoff  # noqa: PLC0415 (as above)
        except ImportError:
            raise UserError("--socketio-redis needs the extra redis: pip install 'abutre[redis]'") from None
        self._faults = (exceptions.RedisError, OSError)
        self._refusals = (exceptions.AuthenticationError, exceptions.NoPermissionError)
        try:
            self._redis: Redis = library.Redis.from_url(
                url,
                # With one the library writes within `wait_for`, which in Python 3.11 may lose a cancellation.
                socket_timeout=None,
                socket_connect_timeout=PATIENCE,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError:
            raise UserError(
                "--socketio-redis: expected redis://HOST:PORT/0, or rediss:// for TLS, found another address"
            ) from None
        self._prefix = f"abutre:{bot}:"
        self._seal = seal
        self._clock = clock
        self._trouble: str | None = _NOT_ASKED

    @property
    def reached(self) -> bool:
        """Whether Redis answered when it was last spoken to."""
        return self._trouble is None

    async def check(self) -> None:
        """See that Redis answers, and lets this process in.

        Raises:
            LostError: it does not.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._redis.ping()
        except self._faults as fault:
            raise LostError(self._said_of(fault)) from fault

    async def say(self, channel: str, *said: Plain) -> int:
        """Publish; how many listen to the channel. What nobody hears is lost.

        Raises:
            LostError: Redis did not take it in time; what of it was published is not known.
        """
        name = self._prefix + channel
        try:
            async with asyncio.timeout(PATIENCE), self._redis.pipeline(transaction=False) as pipeline:
                for one in said:
                    pipeline.publish(name, self._seal.closed(name, one))
                heard: list[int] = await pipeline.execute()
        except self._faults as fault:
            self._note(self._said_of(fault))
            raise LostError(self._said_of(fault)) from fault
        self._note(None)
        return heard[-1]

    async def listen(self, channel: str, take: Callable[[Plain], Awaitable[None]]) -> None:
        """Hand every message of `channel` to `take`, one at a time; endless, over every interruption."""
        name = self._prefix + channel
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    async with asyncio.timeout(PATIENCE):
                        await subscription.subscribe(name)
                    await self._follow(subscription, name, take)
            except self._faults as fault:
                self._note(self._said_of(fault))
            await self._clock.sleep(PAUSE)

    async def close(self) -> None:
        """End the connections."""
        await self._redis.aclose()

    async def _follow(
        self, subscription: "PubSub", name: str, take: Callable[[Plain], Awaitable[None]]
    ) -> None:
        asked = False
        while True:
            async with asyncio.timeout(2 * PATIENCE):  # it may connect again first
                message = await subscription.get_message(timeout=PATIENCE)
            if message is None:
                # Silence may be a connection that is dead: Redis must say so itself.
                if asked:
                    raise ConnectionError("Redis did not answer a PING")
                async with asyncio.timeout(PATIENCE):
                    await subscription.ping()
                asked = True
                continue
            asked = False
            self._note(None)
            if message["type"] == "message":
                said = self._seal.opened(name, message["data"])
                if said is not None:
                    await take(said)

    def _said_of(self, fault: Exception) -> str:
        # The vendor's own words may hold the address, and with it the password.
        return _REFUSED if isinstance(fault, self._refusals) else _AWAY

    def _note(self, trouble: str | None) -> None:
        if trouble == self._trouble:
            return
        if trouble is None:
            _log.info("Redis is reached")
        else:
            _log.warning("%s; it is tried again every second", trouble)
        self._trouble = trouble
