"""The port `MarketFeed` on Deriv: ticks as they come, and candles of the past."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence

from abutre.adapters.deriv import answers, requests
from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.errors import DerivError, DerivUnavailableError
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.market_time import MarketTime
from abutre.adapters.deriv.notices import Notices
from abutre.adapters.deriv.subscriptions import Subscription
from abutre.adapters.deriv.waiting import within
from abutre.domain.events import AlertLevel
from abutre.domain.model import MINUTE, Candle, Tick
from abutre.domain.ports import Clock
from abutre.domain.symbols import Symbol

_log = logging.getLogger(__name__)

_SILENT_TICKS = 3
_PAGES = 20
"""Most pages of one history: 69 days."""
_DEAD_AFTER = 10
"""A stream that has been silent for this many times three tick intervals gets a fresh connection."""


class DerivFeed:
    """Port `MarketFeed`. What was missed while the connection was down is not streamed later."""

    def __init__(
        self, *, market: Connection, symbol: Symbol, time: MarketTime, clock: Clock, notices: Notices
    ) -> None:
        self._market = market
        self._symbol = symbol
        self._time = time
        self._clock = clock
        self._notices = notices
        self._streaming = False

    async def now(self) -> int:
        """Deriv's time: as told on asking, and by the newest tick while ticks are streamed.

        Raises:
            UserError: Deriv cannot be asked.
        """
        if not self._streaming:
            await self._ask_time()
        return self._time.latest

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:
        """Whole minutes of the past; what Deriv does not give is left out, all of it when it is away."""
        found: dict[int, Candle] = {}
        end = to_time + MINUTE - 1
        try:
            if to_time + MINUTE > self._time.latest:
                await self._ask_time()
            for _ in range(_PAGES):
                if end < from_time:
                    break
                page = await self._page(from_time, end)
                whole = [one for one in page if answers.is_whole_minute(one, self._time.latest)]
                found.update({one.open_time: one for one in whole if from_time <= one.open_time <= to_time})
                if not page:
                    break
                end = min(one.open_time for one in page) - 1
        except (DerivError, DerivUnavailableError) as error:
            _log.warning("the past of %s is not to be had any further: %s", self._symbol.name, error)
        return [found[open_time] for open_time in sorted(found)]

    async def stream(self, after: int) -> AsyncGenerator[Tick, None]:
        """Ticks later than `after` and than the market was; an alert when none comes for three intervals.

        Raises:
            DerivAccessError: Deriv will not be reached again.
            DerivUnavailableError: Deriv cannot be asked, or does not give these ticks.
        """
        last = max(after, await self.now() - 1)
        queue: asyncio.Queue[Tick] = asyncio.Queue()
        subscription = await self._subscribe(queue)
        self._streaming = True
        try:
            while True:
                tick = await self._next(queue)
                if tick.epoch > last:
                    last = tick.epoch
                    yield tick
        finally:
            self._streaming = False
            await self._market.cancel(subscription)

    async def _subscribe(self, queue: asyncio.Queue[Tick]) -> Subscription:
        request = requests.ticks(self._symbol.code)
        try:
            return await self._market.subscribe(request, lambda frame: queue.put_nowait(self._tick(frame)))
        except DerivError as error:
            raise DerivUnavailableError(f"Deriv gives no ticks of {self._symbol.name}: {error}") from None

    async def _next(self, queue: asyncio.Queue[Tick]) -> Tick:
        interval = _SILENT_TICKS * self._symbol.tick_interval
        silences = 0
        while True:
            try:
                return await within(self._clock, interval, queue.get())
            except TimeoutError:
                silences += 1
            if self._market.verdict is not None:
                raise self._market.verdict
            if silences == 1:
                message = f"No tick of {self._symbol.name} for {interval} seconds"
                self._notices.put(AlertLevel.WARNING, message)
            if silences % _DEAD_AFTER == 0:
                self._market.drop(f"no tick for {silences * interval} seconds")

    def _tick(self, frame: Frame) -> Tick:
        tick = answers.tick(frame, self._symbol.decimals)
        self._time.note(tick.epoch)
        return tick

    async def _page(self, start: int, end: int) -> Sequence[Candle]:
        request = requests.minutes(self._symbol.code, start, end)
        decimals = self._symbol.decimals
        return await self._market.read(request, lambda frame: answers.candles(frame, decimals))

    async def _ask_time(self) -> None:
        try:
            self._time.note(await self._market.read(requests.server_time(), answers.server_time))
        except DerivError as error:
            raise DerivUnavailableError(f"Deriv does not tell its time: {error}; check the network") from None
