"""After each UTC day of the market the bot's own decisions are replayed, beside trading."""

import asyncio
import logging

from abutre.app.services.replay import Replay
from abutre.app.services.trader import Trader
from abutre.domain.errors import UserError
from abutre.domain.ports import Clock

DAY = 86_400
_LOOK_EVERY = 1.0

_log = logging.getLogger(__name__)


class DailyCheck:
    """Watches the market's time; the replay runs on a thread of its own, so that trading never waits."""

    def __init__(self, *, trader: Trader, replay: Replay, clock: Clock) -> None:
        self._trader = trader
        self._replay = replay
        self._clock = clock

    async def run(self) -> None:
        """Check every day that ends; endless.

        Raises:
            InboxClosedError: the trader has ended.
        """
        checked = await asyncio.to_thread(self._replay.newest)
        day = self._trader.epoch // DAY
        while True:
            await self._clock.sleep(_LOOK_EVERY)
            today = self._trader.epoch // DAY
            if today == day:
                continue
            newest = await asyncio.to_thread(self._replay.newest)
            if newest == checked:  # the day's first entry is still to come
                continue
            await self._check(checked)
            checked, day = newest, today

    async def _check(self, since: int) -> None:
        try:
            found = await asyncio.to_thread(self._replay.run, since)
        except UserError as error:
            await self._trader.alert(f"The day's journal could not be replayed: {error}")
            return
        if found.difference is None:
            _log.info("the day's journal was replayed: %d entries, no difference", found.entries)
            return
        _log.error("replaying the day's journal: %s", found.difference)
        await self._trader.alert(
            f"The day's journal replays to other decisions, from entry {found.difference.number} on. "
            "Pause, and look at it with: abutre replay-journal"
        )
