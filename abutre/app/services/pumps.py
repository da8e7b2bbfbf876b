"""What brings facts to the trader: the market and the brokers. Each pulls the next when the last is done."""

import logging
from collections.abc import AsyncIterator

from abutre.app.services.pulse import Pulse
from abutre.app.services.trader import Trader
from abutre.domain.errors import UserError
from abutre.domain.facts import CandleSeen, MarketEnded, Quoted, TickSeen, TimePassed
from abutre.domain.model import MINUTE, Candle, Tick
from abutre.domain.pacing import market_time
from abutre.domain.ports import Broker, Clock, EventPublisher, MarketFeed
from abutre.domain.records import Notice

_log = logging.getLogger(__name__)

_QUOTE_SECONDS = 60.0

_MISSED_TICKS = 2
"""Ticks that may still be on their way when a minute has ended."""


async def pump_market(
    feed: MarketFeed, trader: Trader, publisher: EventPublisher, pulse: Pulse, *, after: int
) -> None:
    """Submit every tick or candle later than epoch `after`, and at the end that the market has ended.

    In between `publisher` shows the live price, and `pulse` that the market lives.

    Raises:
        UserError: the market cannot be read any further; the bot was told and has stopped.
    """
    try:
        async for item in feed.stream(after):
            pulse.beat()
            await trader.submit(_fact(item))
            quote = item.quote if isinstance(item, Tick) else item.close
            await publisher.emit_tick(Tick(epoch=market_time(item), quote=quote))
    except UserError as error:
        await trader.alert(f"The market cannot be read any further: {error}")
        await trader.submit(MarketEnded(epoch=trader.epoch))
        raise
    await trader.submit(MarketEnded(epoch=trader.epoch))


def _fact(item: Tick | Candle) -> TickSeen | CandleSeen:
    if isinstance(item, Tick):
        return TickSeen(epoch=item.epoch, quote=item.quote)
    return CandleSeen(
        open_time=item.open_time, open=item.open, high=item.high, low=item.low, close=item.close
    )


async def pump_updates(broker: Broker, trader: Trader) -> None:
    """Submit every settlement and late answer of `broker`; endless."""
    async for update in broker.updates():
        await trader.submit(update)


async def pump_quotes(broker: Broker, trader: Trader, clock: Clock) -> None:
    """Submit the broker's present offer once a minute; endless. One that is not to be had is tried again."""
    while True:
        await clock.sleep(_QUOTE_SECONDS)
        try:
            quote = await broker.quote()
        except UserError as error:
            _log.warning("no quote: %s", error)
            continue
        await trader.submit(
            Quoted(
                payout_rate_ppm=quote.payout_rate_ppm, min_stake=quote.min_stake, max_stake=quote.max_stake
            )
        )


async def pump_notices(notices: AsyncIterator[Notice], trader: Trader) -> None:
    """Have told what a broker's connection goes through; endless."""
    async for notice in notices:
        await trader.alert(notice.message, notice.level)


async def pump_time(trader: Trader, clock: Clock, *, tick_interval: int) -> None:
    """Submit the time when a minute has ended and its ticks have stopped, so that the gap shows; endless.

    For a market that keeps the time of the real world. The broker's time is reckoned from the newest fact,
    so it is never ahead: it closes no minute whose ticks may still come.
    """
    newest, since = trader.epoch, clock.monotonic()
    while True:
        await clock.sleep(1)
        if trader.epoch > newest:
            newest, since = trader.epoch, clock.monotonic()
            continue
        now = newest + int(clock.monotonic() - since)
        if now >= newest - newest % MINUTE + MINUTE + _MISSED_TICKS * tick_interval:
            await trader.submit(TimePassed(epoch=now))
            newest, since = now, clock.monotonic()
