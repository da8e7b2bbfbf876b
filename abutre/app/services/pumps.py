"""What brings facts to the trader: the market and the brokers. Each pulls the next when the last is done."""

from abutre.app.services.trader import Trader
from abutre.domain.errors import MarketDataError
from abutre.domain.facts import CandleSeen, MarketEnded, TickSeen
from abutre.domain.model import Candle, Tick
from abutre.domain.pacing import market_time
from abutre.domain.ports import Broker, EventPublisher, MarketFeed


async def pump_market(feed: MarketFeed, trader: Trader, publisher: EventPublisher, *, after: int) -> None:
    """Submit every tick or candle later than epoch `after`, and at the end that the market has ended.

    In between `publisher` shows the live price.

    Raises:
        MarketDataError: the market cannot be read any further; the bot was told and has stopped.
    """
    try:
        async for item in feed.stream(after):
            await trader.submit(_fact(item))
            quote = item.quote if isinstance(item, Tick) else item.close
            await publisher.emit_tick(Tick(epoch=market_time(item), quote=quote))
    except MarketDataError as error:
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
