"""A market made up by a seeded random walk."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from math import log, sqrt
from operator import attrgetter
from random import Random
from statistics import fmean

import pytest

from abutre.adapters.synthetic.feed import DEFAULT_SEED, SyntheticFeed
from abutre.adapters.synthetic.walk import random_walk
from abutre.domain.model import Tick
from abutre.domain.settings import Settings
from abutre.domain.symbols import SYMBOLS, Symbol, symbol_named
from tests.fakes.clock import FakeClock

YEAR = 31_536_000
V100 = symbol_named("V100")


def seeded(seed: str) -> Random:
    return Random(seed)  # noqa: S311 (nothing is kept secret)


async def ticks(
    count: int, *, symbol: Symbol = V100, seed: int = 1, after: int = 0, start_price: int | None = None
) -> Sequence[Tick]:
    clock = FakeClock(now=1_700_000_001)
    feed = SyntheticFeed(symbol=symbol, seed=seed, speed=0, clock=clock, start_price=start_price)
    stream = feed.stream(after)
    return [await anext(stream) for _ in range(count)]


@pytest.mark.parametrize("symbol", SYMBOLS, ids=attrgetter("code"))
def test_the_volatility_is_the_symbols(symbol: Symbol) -> None:
    quotes = list(islice(random_walk(symbol, 10**9, seeded("volatility")), 20_000))
    moves = [log(after / before) for before, after in pairwise(quotes)]
    annual = sqrt(fmean(move**2 for move in moves) * YEAR / symbol.tick_interval)
    assert annual * 100 == pytest.approx(symbol.volatility, rel=0.02)


def test_the_walk_has_no_drift() -> None:
    random = seeded("drift")
    ends = [next(islice(random_walk(V100, 10**9, random), 50, 51)) / 10**9 for _ in range(4_000)]
    deviation = sqrt(50 * 2 / YEAR)
    assert abs(fmean(ends) - 1) < 4 * deviation / sqrt(4_000)


def test_as_few_candles_are_doji_as_the_pip_makes_likely() -> None:
    quotes = list(islice(random_walk(V100, 100_000, seeded("doji")), 30 * 10_000))
    minutes = [quotes[n : n + 30] for n in range(0, len(quotes), 30)]
    doji = sum(minute[0] == minute[-1] for minute in minutes) / len(minutes)
    green = sum(minute[0] < minute[-1] for minute in minutes) / len(minutes)
    assert 0.001 < doji < 0.006
    assert 0.48 < green < 0.52


def test_the_price_stays_above_zero() -> None:
    wild = replace(V100, volatility=100_000)
    assert min(islice(random_walk(wild, 10, seeded("floor")), 1_000)) == 1


async def test_ticks_lie_on_the_symbols_grid_from_a_minutes_start() -> None:
    assert [tick.epoch for tick in await ticks(3)] == [1_700_000_040, 1_700_000_042, 1_700_000_044]
    seconds = await ticks(3, symbol=symbol_named("V100(1s)"))
    assert [tick.epoch for tick in seconds] == [1_700_000_040, 1_700_000_041, 1_700_000_042]


async def test_the_price_starts_at_a_thousand_or_where_it_is_told() -> None:
    assert (await ticks(1))[0].quote == 100_000
    assert (await ticks(1, symbol=symbol_named("V75")))[0].quote == 10_000_000
    assert (await ticks(1, start_price=61_951))[0].quote == 61_951


@pytest.mark.parametrize("after", [1_700_000_099, 1_700_000_040, 1_700_000_098])
async def test_a_resumed_market_goes_on_at_the_next_minute(after: int) -> None:
    assert (await ticks(1, after=after))[0].epoch == 1_700_000_100


async def test_the_first_run_is_the_same_for_the_same_seed_and_a_resumed_one_is_new() -> None:
    first = await ticks(500)
    assert await ticks(500) == first
    other, resumed = await ticks(500, seed=2), await ticks(500, after=1_700_000_039)
    quotes = [[tick.quote for tick in run] for run in (first, other, resumed)]
    assert len({tuple(run) for run in quotes}) == 3


async def test_time_is_the_hosts_until_the_first_tick() -> None:
    clock = FakeClock(now=1_700_000_001)
    feed = SyntheticFeed(symbol=V100, seed=1, speed=1, clock=clock)
    assert await feed.now() == 1_700_000_001
    stream = feed.stream(0)
    await anext(stream)
    assert await feed.now() == 1_700_000_040
    await anext(stream)
    assert await feed.now() == 1_700_000_042


async def test_the_speed_is_market_seconds_per_second() -> None:
    clock = FakeClock()
    stream = SyntheticFeed(symbol=V100, seed=1, speed=600, clock=clock).stream(0)
    before = clock.monotonic()
    for _ in range(301):
        await anext(stream)
    assert clock.monotonic() - before == pytest.approx(1)


def first_sequence(symbol: Symbol, quotes: Sequence[int], threshold: int) -> tuple[int, int] | None:
    """Candles until the first trigger, and the contracts that its sequence took to win (R2, R5, R16)."""
    per_minute = 60 // symbol.tick_interval
    streak, color = 0, 0
    for opened in range(0, len(quotes) - 10 * per_minute, per_minute):
        open_, close = quotes[opened], quotes[opened + per_minute - 1]
        before, color = color, (close > open_) - (close < open_)
        streak = 0 if color == 0 else streak + 1 if color == before else 1
        if streak >= threshold:
            start = opened + per_minute
            for level in range(1, 10):
                entry, exit_ = quotes[start + 1], quotes[start + per_minute]
                if (exit_ - entry) * color < 0:
                    return start // per_minute, level
                start += per_minute
    return None


@pytest.mark.parametrize("symbol", SYMBOLS, ids=attrgetter("code"))
async def test_the_default_seed_shows_a_whole_sequence_soon(symbol: Symbol) -> None:
    run = await ticks(200 * 60 // symbol.tick_interval, symbol=symbol, seed=DEFAULT_SEED)
    shown = first_sequence(symbol, [tick.quote for tick in run], Settings().delay_threshold)
    assert shown is not None
    candles, level = shown
    assert candles <= 60
    assert level <= 2
    if symbol is V100:
        assert level == 2
