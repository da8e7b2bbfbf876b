"""Follows the bot: tells a gateway's clients every event once and in order, whatever got lost."""

import logging
from collections.abc import Callable, Mapping

from abutre.adapters.relay.broadcast import EVENTS
from abutre.adapters.relay.controls import RelayedControls
from abutre.adapters.relay.line import Line
from abutre.adapters.relay.past import Past
from abutre.adapters.relay.values import About, numbered
from abutre.domain.codec import Plain, build
from abutre.domain.errors import StoreError, UserError
from abutre.domain.events import Sequenced
from abutre.domain.model import Tick
from abutre.domain.ports import Clock, EventPublisher

SILENT_SECONDS = 5.0
"""After so long without a sign of life the bot counts as away."""

_log = logging.getLogger(__name__)


class Follower:
    """Publishes what the bot tells, and knows how the bot is: the port `Health`."""

    def __init__(
        self,
        *,
        line: Line,
        controls: RelayedControls,
        past: Past,
        publisher: EventPublisher,
        start_over: Callable[[], None],
        about: About,
        clock: Clock,
    ) -> None:
        """Begin with the newest event of the bot that is `about`.

        `start_over` has every client connect again, when more was missed than the bot still holds.
        """
        self._line = line
        self._controls = controls
        self._past = past
        self._publisher = publisher
        self._start_over = start_over
        self._about = about
        self._clock = clock
        self._told = max(0, about.seq - 1)
        self._newest: Sequenced | None = None
        self._heard: float | None = None
        self._checks: Mapping[str, str | None] = {}

    async def begin(self) -> None:
        """Tell the newest event, so that clients who know it are up to date.

        Raises:
            StoreError: the bot is away.
        """
        self._past.epoch = self._about.epoch
        await self._catch_up(self._about.seq)

    async def run(self) -> None:
        """Follow; endless.

        Raises:
            UserError: another bot speaks now.
        """
        await self._line.listen(EVENTS, self._take)

    def checks(self) -> Mapping[str, str | None]:
        """The bot's own, and whether it is heard."""
        redis = None if self._line.reached else "no connection"
        return {**self._checks, "bot": self._silence(), "redis": redis}

    def _silence(self) -> str | None:
        if self._heard is None:
            return "nothing heard yet"
        silent = self._clock.monotonic() - self._heard
        return f"nothing heard for {silent:.0f} s" if silent > SILENT_SECONDS else None

    async def _take(self, said: Plain) -> None:
        self._heard = self._clock.monotonic()
        if "event" in said:
            told = numbered(said["event"])
            if told.seq > self._told + 1:
                await self._try_to_catch_up(told.seq)
            elif told.seq > self._told:
                await self._tell(told)
            elif told.seq == self._told and told != self._newest:
                # A store that fails is told under the number of the event before it.
                await self._publisher.publish(told)
            return
        beat = said["beat"]
        self._about = await self._checked(build(About, beat["about"]))
        self._past.epoch = self._about.epoch
        self._checks = beat["checks"]
        if beat["tick"] is not None:
            await self._publisher.emit_tick(build(Tick, beat["tick"]))
        if self._about.seq > self._told:
            await self._try_to_catch_up(self._about.seq)

    async def _checked(self, about: About) -> About:
        if self._is_ours(about):
            return about
        # What was said may be some seconds old, and said again by somebody else: the bot itself must say it.
        try:
            about = await self._controls.about()
        except StoreError:
            return self._about
        if not self._is_ours(about):
            raise UserError(
                "another bot, or this one with another memory, is behind Redis now; start the gateway again"
            )
        return about

    def _is_ours(self, about: About) -> bool:
        known = self._about
        same = (known.symbol, known.mode, known.run_id) == (about.symbol, about.mode, about.run_id)
        return same and about.seq >= self._told

    async def _try_to_catch_up(self, newest: int) -> None:
        try:
            await self._catch_up(newest)
        except StoreError as error:
            _log.warning("events were missed and cannot be had yet: %s", error)

    async def _catch_up(self, newest: int) -> None:
        missed = await self._controls.asked_after(self._told)
        if missed is None:
            _log.warning("more was missed than the bot still tells; every client connects again")
            self._past.forget()
            self._start_over()
            self._told = newest - 1
            missed = await self._controls.asked_after(self._told) or ()
        for told in missed:
            await self._tell(told)

    async def _tell(self, told: Sequenced) -> None:
        self._told, self._newest = told.seq, told
        self._past.note(told)
        await self._publisher.publish(told)
