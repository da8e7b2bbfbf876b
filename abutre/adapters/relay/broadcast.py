"""Tells the gateways what the bot tells, without the bot ever waiting for it."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress

from abutre.adapters.relay.line import PAUSE, Line, LostError
from abutre.adapters.relay.values import About, numbered_plain
from abutre.domain.codec import Plain, plain
from abutre.domain.events import Sequenced
from abutre.domain.model import Tick
from abutre.domain.observing import Health
from abutre.domain.ports import Clock

EVENTS = "events"
"""The channel."""
BEAT_SECONDS = 1.0
"""Between two signs of life."""
MOST_WAITING = 1_000
"""Events that may wait for Redis; the oldest are dropped then, and gateways ask for what they miss."""

_BATCH = 64
_LAST_WORDS_SECONDS = 1.0


class Broadcast:
    """The port `EventPublisher`: into a bounded queue, and from there to whoever listens."""

    def __init__(self, *, line: Line, clock: Clock) -> None:
        self._line = line
        self._clock = clock
        self._waiting: deque[Sequenced] = deque()
        self._news = asyncio.Event()
        self._tick: Tick | None = None
        self._dropped = 0

    @property
    def waiting(self) -> int:
        """How many events wait for Redis."""
        return len(self._waiting)

    @property
    def dropped(self) -> int:
        """How many events Redis did not take in time; gateways ask for them."""
        return self._dropped

    @property
    def reached(self) -> bool:
        """Whether Redis takes what is said."""
        return self._line.reached

    async def publish(self, event: Sequenced) -> None:
        """Have `event` told."""
        if len(self._waiting) == MOST_WAITING:
            self._waiting.popleft()
            self._dropped += 1
        self._waiting.append(event)
        self._news.set()

    async def emit_tick(self, tick: Tick) -> None:
        """Have the newest price told with the next sign of life."""
        self._tick = tick

    async def run(self, about: Callable[[], About], health: Health) -> None:
        """Tell events as they come, and once a second who the bot is and how it is; endless."""
        next_beat = self._clock.monotonic()
        while True:
            await self._until(next_beat)
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            said: list[Plain] = [{"event": numbered_plain(event)} for event in batch]
            if self._clock.monotonic() >= next_beat:
                said.append({"beat": self._beat(about(), health.checks())})
                next_beat = self._clock.monotonic() + BEAT_SECONDS
            try:
                if said:
                    await self._line.say(EVENTS, *said)
            except LostError:
                self._dropped += len(batch)
                await self._clock.sleep(PAUSE)

    async def close(self) -> None:
        """Let what was told last go out, for a second at most."""
        ends = self._clock.monotonic() + _LAST_WORDS_SECONDS
        while self._waiting and self._line.reached and self._clock.monotonic() < ends:
            await self._clock.sleep(0.02)

    def _beat(self, about: About, checks: Mapping[str, str | None]) -> Plain:
        tick, self._tick = self._tick, None
        return {
            "about": plain(about),
            "checks": dict(checks),
            "tick": None if tick is None else plain(tick),
        }

    async def _until(self, next_beat: float) -> None:
        self._news.clear()
        if self._waiting:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, next_beat - self._clock.monotonic())):
                await self._news.wait()
