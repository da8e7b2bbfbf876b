"""Streaks counted again from the market's own candles."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from abutre.domain.events import Event, MarketData, NewCandle, SystemAlert
from abutre.domain.model import MINUTE
from tests.counting import NO_STREAK, Prices, next_streak


def recounted(events: Iterable[Event], market: Mapping[int, Prices], *, since: int) -> Iterator[str]:
    """What is wrong with the streaks that `events` tell (R2, R3).

    Args:
        events: all that was told, in order.
        market: open, high, low and close of each minute that had a tick, pips, by its beginning.
        since: beginning of the first minute that the bot reads.
    """
    kept = list(events)
    told = [one for one in kept if isinstance(one, NewCandle)]
    counted = [one for one in kept if isinstance(one, MarketData)]
    alerts = {one.message for one in kept if isinstance(one, SystemAlert)}
    if not told:
        yield "the bot has never seen a candle"
        return
    expected, streak = told[0].epoch, NO_STREAK
    for opened in range(since, expected, MINUTE):
        # Nothing is told of the warm-up, and of several minutes given up at once only the first is named.
        known = market.get(opened)
        streak = NO_STREAK if known is None or _given_up(opened) in alerts else next_streak(streak, known)
    for candle, data in zip(told, counted, strict=True):
        prices = (candle.open, candle.high, candle.low, candle.close)
        if prices != market.get(candle.epoch):
            yield f"{candle}; the market says {market.get(candle.epoch)}"
        if candle.epoch != expected:
            streak = NO_STREAK
            if (alert := _given_up(expected)) not in alerts:
                yield f"nobody was told: {alert}"
        expected, streak = candle.epoch + MINUTE, next_streak(streak, prices)
        if (data.streak_count, data.streak_direction) != streak:
            yield f"{data}; the market says {streak}"
            return


def _given_up(opened: int) -> str:
    clock = datetime.fromtimestamp(opened, UTC).strftime("%H:%M UTC")
    return f"No complete candle for {clock}: streak reset to 0"
