"""A paper broker behind the market's tape."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from abutre.adapters.paper.broker import PaperBroker
from abutre.adapters.paper.tape import Tape
from abutre.domain.facts import Purchased, Refused, Settled
from abutre.domain.model import Book, Candle, Direction, Order, Outcome, Quote, Tick
from tests.fakes.broker import FakeBroker
from tests.fakes.feed import FakeFeed

START = 1_700_000_040
RATE = 953_500


def market(*quotes: int) -> list[Tick | Candle]:
    """A tick every 30 seconds from START on."""
    return [Tick(epoch=START + 30 * n, quote=quote) for n, quote in enumerate(quotes)]


def order(intent: int = 1, stake: int = 100) -> Order:
    return Order(intent=intent, direction=Direction.CALL, stake=stake)


def opened(items: Sequence[Tick | Candle], *, balance: int = 1_000) -> tuple[Tape, PaperBroker]:
    tape = Tape(FakeFeed(items))
    return tape, PaperBroker(tape=tape, book=Book.PAPER, balance=balance, payout_rate_ppm=RATE)


async def test_a_contract_is_bought_at_the_time_of_the_latest_item() -> None:
    tape, broker = opened(market(1, 2, 3))
    assert await tape.market_time() == START
    stream = tape.stream(0)
    await anext(stream)
    await anext(stream)
    assert await broker.buy(order(intent=5)) == Purchased(
        book=Book.PAPER, intent=5, contract_id=10_000_000_005, stake=100, payout=195, epoch=START + 30
    )


async def test_the_time_of_a_candle_market_is_the_last_close() -> None:
    open_time = START - 60
    tape, broker = opened([Candle(open_time=open_time, open=1, high=1, low=1, close=1)])
    await anext(tape.stream(0))
    assert (await broker.buy(order())).epoch == START


@pytest.mark.parametrize(("stake", "payout"), [(100, 195), (1_000, 1_954), (1_010, 1_973)])
async def test_a_win_pays_the_stake_and_the_profit_rounded_half_up(stake: int, payout: int) -> None:
    _, broker = opened(market(1), balance=10_000)
    answer = await broker.buy(order(stake=stake))
    assert isinstance(answer, Purchased)
    assert answer.payout == payout


async def test_a_half_minor_unit_is_rounded_up() -> None:
    tape = Tape(FakeFeed(market(1)))
    broker = PaperBroker(tape=tape, book=Book.ACCOUNT, balance=100, payout_rate_ppm=950_000)
    answer = await broker.buy(order(stake=50))
    assert isinstance(answer, Purchased)
    assert answer.payout == 98


async def test_the_quote_says_that_the_rate_is_assumed() -> None:
    _, broker = opened([])
    assert await broker.quote() == Quote(payout_rate_ppm=RATE, min_stake=35, max_stake=None, assumed=True)


async def test_a_real_brokers_offer_holds_on_paper_too() -> None:
    real = FakeBroker()
    offer = await real.quote()
    tape = Tape(FakeFeed(market(1, 2, 3, 4)))
    broker = PaperBroker(
        tape=tape, book=Book.PAPER, balance=1_000, payout_rate_ppm=1, min_stake=1, quoted_by=real
    )
    assert await broker.quote() == offer
    bought = await broker.buy(order(stake=200))
    assert isinstance(bought, Purchased)
    assert bought.payout == 200 + (200 * offer.payout_rate_ppm + 500_000) // 1_000_000
    assert isinstance(await broker.buy(order(intent=2, stake=offer.min_stake - 1)), Refused)


async def test_a_refusal_says_why() -> None:
    _, broker = opened(market(1), balance=90)
    low, high = await broker.buy(order(1, 34)), await broker.buy(order(2, 91))
    assert isinstance(low, Refused)
    assert isinstance(high, Refused)
    assert low.reason == "stake 0.34 is below the minimum of 0.35"
    assert high.reason == "stake 0.91 is above the balance of 0.90"
    assert isinstance(await broker.buy(order(3, 90)), Purchased)


async def test_a_confirmed_contract_of_an_earlier_process_is_cancelled_once() -> None:
    _, broker = opened(market(1))
    refunded = Settled(book=Book.PAPER, intent=3, outcome=Outcome.REFUNDED, payout=100, epoch=START)
    assert await broker.resolve(order(intent=3), 10_000_000_003) == refunded
    assert await broker.resolve(order(intent=3), 10_000_000_003) == refunded
    assert await broker.balance() == 1_100


async def test_an_unconfirmed_purchase_of_an_earlier_process_did_not_happen() -> None:
    _, broker = opened(market(1))
    answer = await broker.resolve(order(intent=3), None)
    assert isinstance(answer, Refused)
    assert not answer.fatal
    assert await broker.balance() == 1_000


async def test_the_consumer_sees_the_item_before_its_settlement_and_the_next_one_after() -> None:
    tape, broker = opened(market(1, 2, 3, 4, 5, 6))
    events: list[str] = []

    async def settle() -> None:
        async for settled in broker.updates():
            events.append(f"settled {settled.intent}")
            for _ in range(5):
                await asyncio.sleep(0)
            await broker.buy(order(intent=settled.intent + 1))
            events.append(f"bought {settled.intent + 1}")

    settler = asyncio.create_task(settle())
    await asyncio.sleep(0)
    async for item in tape.stream(0):
        assert isinstance(item, Tick)
        events.append(f"tick {item.quote}")
        if item.quote == 1:
            await broker.buy(order(intent=1))
    settler.cancel()
    assert events == [
        *("tick 1", "tick 2", "tick 3", "settled 1", "bought 2"),
        *("tick 4", "tick 5", "settled 2", "bought 3", "tick 6"),
    ]
    assert await broker.balance() == 1_000 - 300 + 2 * 195


async def test_two_brokers_on_one_tape_settle_each_their_own() -> None:
    tape, paper = opened(market(1, 2, 3, 4))
    account = PaperBroker(tape=tape, book=Book.ACCOUNT, balance=1_000, payout_rate_ppm=RATE)
    stream = tape.stream(0)
    await anext(stream)
    await paper.buy(order(1))
    await account.buy(Order(intent=2, direction=Direction.PUT, stake=200))
    async for _ in stream:
        pass
    assert await paper.balance() == 1_095
    assert await account.balance() == 800
    settled = [await anext(paper.updates()), await anext(account.updates())]
    assert [(each.book, each.outcome) for each in settled] == [
        (Book.PAPER, Outcome.WON),
        (Book.ACCOUNT, Outcome.LOST),
    ]


async def test_without_a_consumer_the_market_goes_on_and_settlements_are_kept() -> None:
    tape, broker = opened(market(1, 2, 3, 4))
    stream = tape.stream(0)
    await anext(stream)
    await broker.buy(order())
    assert len([item async for item in stream]) == 3
    assert (await anext(broker.updates())).epoch == START + 60


async def test_a_consumer_that_ends_while_the_market_waits_for_it_lets_it_go_on() -> None:
    tape, broker = opened(market(1, 2, 3, 4))
    updates = broker.updates()
    stream = tape.stream(0)
    await anext(stream)
    await broker.buy(order())
    waiting = asyncio.ensure_future(anext(updates))
    await asyncio.sleep(0)

    async def rest() -> int:
        return len([item async for item in stream])

    market_task = asyncio.create_task(rest())
    await waiting
    for _ in range(10):
        await asyncio.sleep(0)
    assert not market_task.done()
    await updates.aclose()
    assert await market_task == 3


async def test_a_cancelled_consumer_does_not_hold_the_market() -> None:
    tape, broker = opened(market(1, 2, 3, 4))
    waiting = asyncio.ensure_future(anext(broker.updates()))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    stream = tape.stream(0)
    await anext(stream)
    await broker.buy(order())
    assert len([item async for item in stream]) == 3


async def test_an_unclosed_stream_of_the_feed_is_closed_with_the_tapes() -> None:
    closed: list[bool] = []

    class Noted(FakeFeed):
        async def stream(self, after: int) -> AsyncGenerator[Tick | Candle, None]:
            try:
                async for item in super().stream(after):
                    yield item
            finally:
                closed.append(True)

    stream = Tape(Noted(market(1, 2))).stream(0)
    await anext(stream)
    await stream.aclose()
    assert closed == [True]
