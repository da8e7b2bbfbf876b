"""What the Python border of the Rust core costs. Run with `make bench`; prints, asserts nothing."""

import random
import time
from array import array
from collections.abc import Sequence

from abutre.adapters.core.engine import RustEngine, RustEngineFactory
from abutre.adapters.core.research import backtest
from abutre.domain.facts import CandleSeen, Fact, Started, TickSeen
from abutre.domain.settings import Settings, StoredSettings

STEPS = 200_000
CANDLES = 5_000_000
ROUNDS = 7


def _engine() -> RustEngine:
    engine = RustEngineFactory().fresh(
        settings=StoredSettings(settings=Settings(), version=1, stored_at=0),
        tick_interval=2,
        payout_rate_ppm=923_000,
        last_trade_id=0,
        last_intent=0,
    )
    engine.step(Started(epoch=0, balance=200_000, account_allowed=True, note=""))
    return engine


def _microseconds_each(facts: Sequence[Fact]) -> float:
    step = _engine().step
    started = time.perf_counter()
    for fact in facts:
        step(fact)
    return (time.perf_counter() - started) / len(facts) * 1e6


def _walk() -> tuple["array[int]", "array[int]"]:
    chance = random.Random(7)  # noqa: S311 (a market, not a secret)
    price, opens, closes = 100_000, array("q"), array("q")
    for _ in range(CANDLES):
        opens.append(price)
        price = max(1_000, price + chance.randint(-64, 63))
        closes.append(price)
    return opens, closes


def main() -> None:
    """Print the table of docs/performance.md."""
    ticks = [TickSeen(epoch=2 * index, quote=100_000 + index % 11) for index in range(1, STEPS)]
    print(f"tick through the Engine port    {_microseconds_each(ticks):6.2f} µs")  # noqa: T201 (its job)
    candles = [
        CandleSeen(open_time=60 * index, open=5, high=6, low=4, close=5 + index % 2)
        for index in range(1, STEPS // 4)
    ]
    print(f"candle through the Engine port  {_microseconds_each(candles):6.2f} µs")  # noqa: T201 (its job)
    print(f"backtest from Python            {_candles_per_second() / 1e6:6.0f} million candles/s")  # noqa: T201 (its job)


def _candles_per_second() -> float:
    opens, closes = _walk()
    endless = Settings(max_drawdown_bp=10_000)
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        backtest(opens, closes, settings=endless, balance=10**12, payout_rate_ppm=923_000)
        seconds.append(time.perf_counter() - started)
    return CANDLES / min(seconds)


if __name__ == "__main__":
    main()
