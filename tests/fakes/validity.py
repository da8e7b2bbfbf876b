"""Facts that cannot be: what the oracle refuses before it changes anything."""

from collections.abc import Iterator

from abutre.domain.errors import EngineError
from abutre.domain.facts import (
    CandleSeen,
    Fact,
    History,
    Purchased,
    Quoted,
    Settled,
    Started,
    TickSeen,
    Transferred,
)
from abutre.domain.model import MINUTE, Candle
from abutre.domain.settings import MAX_MONEY

MAX_EPOCH = 10**11
MAX_PRICE = 10**15
MAX_RATE_PPM = 10**8


def check(fact: Fact) -> None:
    """Raise EngineError when a number of `fact` is out of bounds."""
    problems = list(_problems(fact))
    if problems:
        raise EngineError(f"{type(fact).__name__}: {'; '.join(problems)}")


def _problems(fact: Fact) -> Iterator[str]:  # noqa: C901 (one line per kind of fact)
    match fact:
        case CandleSeen():
            yield from _candle(fact)
        case History():
            for candle in fact.candles:
                yield from _candle(candle)
        case Quoted():
            yield from _bounds("rate", fact.payout_rate_ppm, 1, MAX_RATE_PPM)
            yield from _bounds("min_stake", fact.min_stake, 0, MAX_MONEY)
            if fact.max_stake is not None:
                yield from _bounds("max_stake", fact.max_stake, 0, MAX_MONEY)
        case _:
            yield from _bounds("epoch", fact.epoch, 0, MAX_EPOCH)
    match fact:
        case TickSeen():
            yield from _bounds("quote", fact.quote, 1, MAX_PRICE)
        case Started():
            yield from _bounds("balance", fact.balance, 0, MAX_MONEY)
        case Purchased():
            yield from _bounds("stake", fact.stake, 0, MAX_MONEY)
            yield from _bounds("payout", fact.payout, 0, MAX_MONEY)
        case Transferred():
            yield from _bounds("amount", fact.amount, -MAX_MONEY, MAX_MONEY)
        case Settled():
            yield from _bounds("payout", fact.payout, 0, MAX_MONEY)
        case _:
            pass


def _candle(candle: CandleSeen | Candle) -> Iterator[str]:
    yield from _bounds("open_time", candle.open_time, 0, MAX_EPOCH)
    if candle.open_time % MINUTE:
        yield f"open_time {candle.open_time} is not a whole minute"
    for price in (candle.open, candle.high, candle.low, candle.close):
        yield from _bounds("price", price, 1, MAX_PRICE)


def _bounds(name: str, found: int, low: int, high: int) -> Iterator[str]:
    if not low <= found <= high:
        yield f"{name} {found} is not within {low} and {high}"
