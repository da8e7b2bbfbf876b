"""Thirty simulated days of V100 beside what was recorded of the real one."""

import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from math import log, sqrt
from pathlib import Path
from statistics import fmean

import pytest

from abutre.simulator.market import DAY, Market
from abutre.simulator.symbols import SYMBOLS

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SEED = 20_261_122
DAYS = 30
START = 1_800_000_000
YEAR = 31_536_000
MINUTE = 60
PIP = SYMBOLS["R_100"].pip

recorded = pytest.mark.skipif(not DATA.is_dir(), reason="the recorded markets are not on this machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """First and last quote of a minute, pips."""

    open: int
    close: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What thirty days leave behind: volatility per year, and the minutes."""

    ticks: int
    volatility: float
    bars: Sequence[Bar]


def pips(quote: Decimal) -> int:
    return int(quote / PIP)


@pytest.fixture(scope="module")
def month() -> Month:
    market = Market(seed=SEED, start=START, history_seconds=DAYS * DAY, symbols=["R_100"])
    logs: list[float] = [log(market.last("R_100").quote)]
    bars: list[Bar] = []
    for _ in range(DAYS):
        day = market.advance(market.now + DAY)
        logs += [log(tick.quote) for tick in day]
        minutes = market.candles("R_100", MINUTE, market.now - DAY, market.now - 1, DAY // MINUTE)
        bars += [Bar(open=pips(candle.open), close=pips(candle.close)) for candle in minutes]
    squares = sum((later - sooner) ** 2 for sooner, later in pairwise(logs))
    return Month(ticks=len(logs) - 1, volatility=sqrt(squares / (DAYS * DAY) * YEAR), bars=bars)


def doji_constant(bars: Sequence[Bar]) -> float:
    """Share of minutes that end where they began, at a price of one pip: the share falls with the price.

    A tie needs the price to stay within a pip, so that share = constant × mean of 1 / price; the constant
    makes months at different prices comparable.
    """
    ties = sum(bar.open == bar.close for bar in bars)
    return ties / len(bars) / fmean(1 / bar.open for bar in bars)


def streaks(bars: Sequence[Bar]) -> list[int]:
    """Lengths of the runs of minutes of one colour; a doji ends a run and is none."""
    colours = [(bar.close > bar.open) - (bar.close < bar.open) for bar in bars]
    return [len(list(run)) for colour, run in groupby(colours) if colour]


def chi_square(lengths: Sequence[int], stops: float) -> float:
    """How far the lengths are from geometric with the chance `stops` to end, over 1, 2 … 8, and 9 or more."""
    found = Counter(min(length, 9) for length in lengths)
    chances = [stops * (1 - stops) ** (length - 1) for length in range(1, 9)]
    chances.append(1 - sum(chances))
    return sum(
        (found[length] - len(lengths) * chance) ** 2 / (len(lengths) * chance)
        for length, chance in enumerate(chances, start=1)
    )


def test_thirty_days_have_every_tick(month: Month) -> None:
    assert month.ticks == DAYS * DAY // 2
    assert len(month.bars) == DAYS * DAY // MINUTE


def test_the_volatility_is_the_nominal_one_within_a_hundredth(month: Month) -> None:
    assert abs(month.volatility - 1.0) < 0.01


def test_rises_and_falls_are_equally_likely(month: Month) -> None:
    moves = Counter((bar.close > bar.open) - (bar.close < bar.open) for bar in month.bars)

    sides = moves[1] + moves[-1]
    assert abs(moves[1] - sides / 2) < 3 * sqrt(sides) / 2


def test_streaks_are_geometric(month: Month) -> None:
    """A run ends with chance 1 / 2, a little more for dojis; 20.1 is the 1 % point of chi-square(8)."""
    ties = sum(bar.open == bar.close for bar in month.bars) / len(month.bars)

    assert chi_square(streaks(month.bars), (1 + ties) / 2) < 20.1


def test_the_test_of_streaks_sees_a_market_with_a_memory(month: Month) -> None:
    """Every twentieth minute has the colour of the one before: streaks live a little longer."""
    repeated = [bar for number, bar in enumerate(month.bars) for _ in range(1 + (number % 20 == 0))]

    assert chi_square(streaks(repeated), 0.5) > 20.1


@recorded
def test_as_many_minutes_are_dojis_as_in_the_recorded_market_at_the_same_price(month: Month) -> None:
    """Within 25 %: about twice the standard error of 134 dojis here and 289 there."""
    with gzip.open(DATA / "R_100_m1_20250925_20251126.csv.gz", "rt") as file:
        real = [
            Bar(open=pips(Decimal(row["open"])), close=pips(Decimal(row["close"])))
            for row in csv.DictReader(file)
        ]

    assert abs(doji_constant(month.bars) / doji_constant(real) - 1) < 0.25


@recorded
def test_the_recorded_ticks_have_the_volatility_and_the_beat_of_the_simulated(month: Month) -> None:
    with gzip.open(DATA / "R_100_ticks_20260403_20260405.csv.gz", "rt") as file:
        rows = [(int(row["epoch"]), Decimal(row["quote"])) for row in csv.DictReader(file)]

    steps = [log(later / sooner) ** 2 for (at, sooner), (then, later) in pairwise(rows) if then - at == 2]
    assert all(epoch % 2 == 0 for epoch, _ in rows)
    assert abs(sqrt(fmean(steps) / 2 * YEAR) / month.volatility - 1) < 0.02
