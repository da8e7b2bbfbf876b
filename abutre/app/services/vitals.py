"""Looks after what the bot stands on, disk, memory, clocks, store: while one is bad no sequence begins."""

from collections.abc import Callable, Iterator

from abutre.app.services.trader import Trader
from abutre.domain.errors import UserError
from abutre.domain.facts import Held
from abutre.domain.host import Host
from abutre.domain.ports import Clock, MarketFeed
from abutre.domain.records import Vitals

LOOK_EVERY = 5.0
"""Seconds between two looks: twelve in the minute that a contract takes."""

LEAST_DISK = 100 * 2**20
"""Bytes. A sequence and days of journal still fit, with the write-ahead log."""

LEAST_MEMORY = 64 * 2**20
"""Bytes. Below, the kernel may end a process of the size of this one at any moment."""

SLOWEST_COMMIT = 2.0
"""Seconds. Contracts bought two seconds late agree with their candle in 88.6 % of cases, else in 91.9 %."""

LARGEST_JUMP = 5.0
"""Seconds. More than whole seconds and a busy machine explain: somebody set the clock, or the host slept."""

LARGEST_DRIFT = 60
"""Seconds, one candle: beyond it the two clocks do not mean the same minute, or the market stands still."""

STEADY = 60.0
"""Seconds that all must be well before sequences begin again: a candle, so that nothing flickers."""

_MEGABYTE = 2**20


class Watch:
    """One look after the other, and what they come to."""

    def __init__(
        self,
        *,
        host: Host,
        clock: Clock,
        trader: Trader,
        market: MarketFeed | None,
        closed: Callable[[], str | None],
    ) -> None:
        """Look at all that the bot stands on.

        Args:
            host: its disk and memory.
            clock: the host's.
            trader: knows how slow the store is.
            market: keeps the time of the real world; None when it does not.
            closed: why the broker takes no purchases now, None while it does.
        """
        self._host = host
        self._clock = clock
        self._trader = trader
        self._market = market
        self._closed = closed
        self._wall, self._steady = clock.now(), clock.monotonic()
        self._reason: str | None = None
        self._bad_at = self._steady - STEADY

    async def look(self) -> str | None:
        """Why no new sequence should begin, None when nothing speaks against it."""
        problems = [
            *_shortages(await self._host.vitals()),
            *self._slowness(),
            *self._jump(),
            *self._closure(),
            *await self._drift(),
        ]
        now = self._clock.monotonic()
        if problems:
            self._reason = "; ".join(problems)
            self._bad_at = now
        elif now - self._bad_at >= STEADY:
            self._reason = None
        return self._reason

    def _slowness(self) -> Iterator[str]:
        if self._trader.slowest_commit() > SLOWEST_COMMIT:
            yield f"the store takes more than {SLOWEST_COMMIT:.0f} s to keep an entry"

    def _jump(self) -> Iterator[str]:
        wall, steady = self._clock.now(), self._clock.monotonic()
        jump = (wall - self._wall) - (steady - self._steady)
        self._wall, self._steady = wall, steady
        if abs(jump) > LARGEST_JUMP:
            yield f"the host's clock jumped {'forward' if jump > 0 else 'back'}"

    def _closure(self) -> Iterator[str]:
        closed = self._closed()
        if closed is not None:
            yield closed

    async def _drift(self) -> Iterator[str]:
        if self._market is None:
            return iter(())
        try:
            drift = self._clock.now() - await self._market.now()
        except UserError:
            return iter(["the broker does not tell its time"])
        if abs(drift) <= LARGEST_DRIFT:
            return iter(())
        where = "behind" if drift > 0 else "ahead of"
        return iter([f"the market's time is more than {LARGEST_DRIFT} s {where} the host's clock"])


async def pump_vitals(watch: Watch, trader: Trader, clock: Clock) -> None:
    """Tell when no new sequence should begin, and when it may again; endless."""
    told: str | None = None
    while True:
        reason = await watch.look()
        if reason != told:
            await trader.submit(Held(reason=reason, epoch=trader.epoch))
            told = reason
        await clock.sleep(LOOK_EVERY)


def _shortages(vitals: Vitals) -> Iterator[str]:
    if vitals.free_disk is not None and vitals.free_disk < LEAST_DISK:
        yield f"less than {LEAST_DISK // _MEGABYTE} MB left on the disk of the data directory"
    if vitals.free_memory is not None and vitals.free_memory < LEAST_MEMORY:
        yield f"less than {LEAST_MEMORY // _MEGABYTE} MB of memory left"
