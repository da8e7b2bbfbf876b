"""The broker suite on every broker."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from abutre.adapters.deriv.config import Generation
from abutre.adapters.paper.broker import PaperBroker
from abutre.adapters.paper.tape import Tape
from abutre.domain.facts import OutcomeUnknown, Purchased, Refused
from abutre.domain.model import MINUTE, Book, Candle, Outcome, Tick
from abutre.domain.ports import Broker
from tests.contract.broker_suite import BrokerBench, BrokerSuite, an_order
from tests.deriv_bench import deriv_bench
from tests.fakes.broker import FakeBroker, Script

START = 1_699_999_980
EXIT = {Outcome.WON: 1_010, Outcome.LOST: 990}


class OpenMarket:
    """A feed that goes on as long as it is given items."""

    def __init__(self) -> None:
        self.items: asyncio.Queue[Tick | Candle] = asyncio.Queue()

    async def now(self) -> int:
        return START

    async def history(self, from_time: int, to_time: int) -> Sequence[Candle]:  # noqa: ARG002 (the port's)
        return ()

    async def stream(self, after: int) -> AsyncIterator[Tick | Candle]:  # noqa: ARG002 (the port's)
        while True:
            yield await self.items.get()


class PaperBench:
    """A paper broker whose market moves as the outcome asks."""

    def __init__(self, *, candles: bool) -> None:
        self._market = OpenMarket()
        self._tape = Tape(self._market)
        self._candles = candles
        self.can_refund = not candles
        self.can_transfer = False
        self.broker: Broker = PaperBroker(
            tape=self._tape, book=Book.ACCOUNT, balance=1_000_000, payout_rate_ppm=950_000
        )

    async def end(self, outcome: Outcome) -> None:
        bought = await self._tape.market_time()
        for item in self._items(bought, outcome):
            self._market.items.put_nowait(item)

    async def transfer(self, amount: int) -> None:
        raise NotImplementedError

    async def trade(self) -> None:
        async for _ in self._tape.stream(0):
            pass

    def _items(self, bought: int, outcome: Outcome) -> Sequence[Tick | Candle]:
        if self._candles:
            return [Candle(open_time=bought, open=1_000, high=1_010, low=990, close=EXIT[outcome])]
        if outcome is Outcome.REFUNDED:
            return [Tick(epoch=bought + MINUTE + 2, quote=1_000)]
        return [
            Tick(epoch=bought + 2, quote=1_000),
            Tick(epoch=bought + MINUTE, quote=EXIT[outcome]),
        ]


@asynccontextmanager
async def paper_bench(*, candles: bool) -> AsyncGenerator[PaperBench, None]:
    bench = PaperBench(candles=candles)
    trader = asyncio.create_task(bench.trade())
    yield bench
    trader.cancel()
    await asyncio.gather(trader, return_exceptions=True)


class TestPaperBrokerOnTicks(BrokerSuite):
    @pytest.fixture
    async def bench(self) -> AsyncGenerator[BrokerBench, None]:
        async with paper_bench(candles=False) as bench:
            yield bench


class TestPaperBrokerOnCandles(BrokerSuite):
    @pytest.fixture
    async def bench(self) -> AsyncGenerator[BrokerBench, None]:
        async with paper_bench(candles=True) as bench:
            yield bench


class FakeBench:
    """The fake broker, which is commanded as it is."""

    def __init__(self) -> None:
        self._fake = FakeBroker()
        self.broker: Broker = self._fake
        self.can_refund = True
        self.can_transfer = True

    async def end(self, outcome: Outcome) -> None:
        self._fake.settle(outcome)

    async def transfer(self, amount: int) -> None:
        self._fake.transfer(amount)


class TestFakeBroker(BrokerSuite):
    @pytest.fixture
    async def bench(self) -> BrokerBench:
        return FakeBench()


class TestDerivBroker(BrokerSuite):
    @pytest.fixture(params=list(Generation))
    async def bench(self, request: pytest.FixtureRequest) -> AsyncGenerator[BrokerBench, None]:
        async with deriv_bench(request.param) as bench:
            yield bench


async def test_the_fake_broker_follows_its_script() -> None:
    broker = FakeBroker([Script.LOSE, Script.REFUSE, Script.REFUND, Script.REFUSE_FATALLY])
    updates = broker.updates()
    assert isinstance(await broker.buy(an_order(1)), Purchased)
    broker.settle()
    lost = await anext(updates)
    refused = await broker.buy(an_order(2))
    await broker.buy(an_order(3))
    broker.settle()
    refunded = await anext(updates)
    fatal = await broker.buy(an_order(4))
    assert [lost, refunded] == [
        broker._settled(1, Outcome.LOST, 0),
        broker._settled(3, Outcome.REFUNDED, 100),
    ]
    assert isinstance(refused, Refused)
    assert not refused.fatal
    assert isinstance(fatal, Refused)
    assert fatal.fatal
    assert [order.intent for order in broker.orders] == [1, 2, 3, 4]


@pytest.mark.parametrize("arrived", [True, False])
async def test_the_fake_broker_reveals_what_became_of_an_unknown_purchase(arrived: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    broker = FakeBroker([Script.UNKNOWN])
    balance = await broker.balance()
    unknown = await broker.buy(an_order())
    assert isinstance(unknown, OutcomeUnknown)
    assert await broker.resolve(an_order(), None) == unknown
    broker.reveal(an_order(), bought=arrived)
    told = await anext(broker.updates())
    assert isinstance(told, Purchased) == arrived
    assert await broker.resolve(an_order(), None) == told
    assert await broker.balance() == balance - (100 if arrived else 0)


async def test_the_fake_broker_knows_when_its_settlement_has_been_dealt_with() -> None:
    broker = FakeBroker()
    done: list[str] = []

    async def consume() -> None:
        async for _ in broker.updates():
            await asyncio.sleep(0)
            done.append("dealt with")

    consumer = asyncio.create_task(consume())
    await broker.buy(an_order())
    broker.settle()
    await broker.dealt_with()
    assert done == ["dealt with"]
    consumer.cancel()
