"""A trader on fakes, with a diary of what it did in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from abutre.app.services.bookkeeping import Bookkeeping
from abutre.app.services.carry_out import CarryOut
from abutre.app.services.confirmation import Confirmation
from abutre.app.services.control import Control
from abutre.app.services.keeper import Keeper
from abutre.app.services.latest import Latest
from abutre.app.services.precedence import Precedence
from abutre.app.services.trader import Trader
from abutre.domain.events import AlertLevel, Sequenced, SettingsChanged, SystemAlert
from abutre.domain.facts import CandleSeen, OutcomeUnknown, Purchased, Quoted, Refused, Started
from abutre.domain.model import Account, AccountMode, Book, Candle, Order
from abutre.domain.ports import Engine
from abutre.domain.records import Entry, Recent, Run
from abutre.domain.settings import Settings, StoredSettings
from abutre.domain.symbols import symbol_named
from tests.fakes.broker import FakeBroker, Script
from tests.fakes.clock import FakeClock
from tests.fakes.core import FakeStakeLadder
from tests.fakes.engine import FakeEngineFactory
from tests.fakes.feed import FakeFeed
from tests.fakes.journal import FakeJournal
from tests.fakes.observing import FakeObserver
from tests.fakes.publisher import FakePublisher
from tests.fakes.settings_repository import FakeSettingsRepository

START = 1_700_000_040
"""A full minute."""

BALANCE = 200_000

STRATEGY = Settings(delay_threshold=2, max_level=3)


async def _others_first() -> None:
    """Let the others on the loop go ahead, as a disk does."""
    for _ in range(5):
        await asyncio.sleep(0)


class SlowSettings(FakeSettingsRepository):
    """Takes its time."""

    async def load(self) -> StoredSettings:
        stored = await super().load()
        await _others_first()
        return stored


class DiaryJournal(FakeJournal):
    """Notes its commits. Reads slowly.

    Attributes:
        commits: whoever holds it holds up the commits to come.
    """

    def __init__(self, diary: list[str]) -> None:
        super().__init__()
        self._diary = diary
        self.commits = asyncio.Lock()

    async def commit(self, entry: Entry) -> None:
        await asyncio.sleep(0)
        async with self.commits:
            await super().commit(entry)
        self._diary.append("commit")

    async def candles(self, run_id: int, limit: int) -> Sequence[Candle]:
        await _others_first()
        return await super().candles(run_id, limit)


class DiaryPublisher(FakePublisher):
    """Notes what it is told."""

    def __init__(self, diary: list[str]) -> None:
        super().__init__()
        self._diary = diary

    async def publish(self, event: Sequenced) -> None:
        await super().publish(event)
        self._diary.append(type(event.event).__name__)


class DiaryBroker(FakeBroker):
    """Notes what is bought."""

    def __init__(self, diary: list[str], script: Iterable[Script], book: Book) -> None:
        super().__init__(script, balance=BALANCE, book=book)
        self._diary = diary

    async def buy(self, order: Order) -> Purchased | Refused | OutcomeUnknown:
        self._diary.append(f"buy on {order.direction}")
        return await super().buy(order)


class Desk:
    """Everything a trader needs. Two candles of one colour are its trigger, three its levels."""

    def __init__(
        self,
        script: Iterable[Script] = (),
        *,
        engine: Engine | None = None,
        past: Mapping[int, Candle] | None = None,
        precedence: Precedence | None = None,
    ) -> None:
        self.diary: list[str] = []
        self.journal = DiaryJournal(self.diary)
        self.journal.runs.append(
            Run(run_id=1, mode=AccountMode.SIMULATED, symbol="R_100", source="simulator", started_at=START)
        )
        self.publisher = DiaryPublisher(self.diary)
        self.broker = DiaryBroker(self.diary, script, Book.ACCOUNT)
        self.paper = DiaryBroker(self.diary, (), Book.PAPER)
        self.settings = SlowSettings()
        self.settings.versions[0] = replace(self.settings.versions[0], settings=STRATEGY)
        self.clock = FakeClock()
        self.feed = FakeFeed((), past)
        self.observer = FakeObserver()
        self.trader = Trader(
            engine=engine or self.fresh_engine(),
            keeper=Keeper(journal=self.journal, clock=self.clock),
            publisher=self.publisher,
            carry_out=CarryOut(feed=self.feed, brokers={Book.ACCOUNT: self.broker, Book.PAPER: self.paper}),
            bookkeeping=Bookkeeping(run_id=1, last_seq=0, epoch=START),
            observers=[self.observer],
            precedence=precedence or Precedence(self.clock),
            latest=Latest(seq=0, settings=SettingsChanged(settings=STRATEGY, version=1), recent=Recent()),
        )
        self.trader.latest.offered(Quoted(payout_rate_ppm=950_000, min_stake=35, max_stake=None))
        self.confirmation = Confirmation(broker=self.broker, ladders=FakeStakeLadder)
        self.control = Control(
            trader=self.trader,
            journal=self.journal,
            settings=self.settings,
            confirmation=self.confirmation,
            clock=self.clock,
            account=Account(mode=AccountMode.SIMULATED, currency="USD"),
            symbol=symbol_named("V100"),
        )
        self._minutes = 0

    def fresh_engine(self) -> Engine:
        return FakeEngineFactory().fresh(
            settings=StoredSettings(settings=STRATEGY, version=1, stored_at=0),
            tick_interval=2,
            payout_rate_ppm=950_000,
            last_trade_id=0,
            last_intent=0,
        )

    @asynccontextmanager
    async def open(self, *, balance: int = BALANCE) -> AsyncIterator[None]:
        """Run the trader, started; it ends by itself at the end of the block, and must not fail."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.trader.run())
            await self.start(balance=balance)
            yield
            self.trader.close()

    async def start(self, *, balance: int = BALANCE) -> None:
        await self.trader.submit(Started(epoch=START, balance=balance, account_allowed=True, note=""))
        self.diary.clear()

    def next_candle(self, color: str) -> CandleSeen:
        """The candle of the next minute: R for red, G for green."""
        opened = START + 60 * self._minutes
        self._minutes += 1
        close = {"R": 99_000, "G": 101_000}[color]
        return CandleSeen(open_time=opened, open=100_000, high=101_000, low=99_000, close=close)

    async def candles(self, colors: str) -> None:
        """Let candles close, one for each letter."""
        for color in colors:
            await self.trader.submit(self.next_candle(color))


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 (the turns of the loop are what passes here)
            await asyncio.sleep(0)


def alerts(desk: Desk) -> list[tuple[AlertLevel, str]]:
    found = [event for event in desk.publisher.events() if isinstance(event, SystemAlert)]
    return [(alert.level, alert.message) for alert in found]
