"""The Rust engine does what the oracle does, fact by fact, whatever happens to it."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.core.parts import RustClassifier, RustStakeLadder, RustStreakCounter
from abutre.domain.effects import Effect
from abutre.domain.errors import EngineError
from abutre.domain.events import BotStatus, SystemAlert
from abutre.domain.facts import Fact, TickSeen
from abutre.domain.model import Color
from abutre.domain.ports import Engine, EngineFactory
from abutre.domain.settings import DojiPolicy, Settings
from tests import strategies
from tests.fakes.core import FakeClassifier, FakeStakeLadder, FakeStreakCounter
from tests.fakes.engine import FakeEngineFactory
from tests.scripts import Script, scripts

PROMISED = re.compile(r"Trade closed: (?:WIN|LOSS)|Martingale Level \d+|Max drawdown approaching [\d.]+%")
"""Texts that are part of the contract; the others are free."""

lives = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def alike(effect: Effect) -> Effect:
    """`effect` without a text that is nobody's business."""
    if isinstance(effect, BotStatus):
        return replace(effect, message="")
    if isinstance(effect, SystemAlert) and not PROMISED.fullmatch(effect.message):
        return replace(effect, message="")
    return effect


def stepped(engine: Engine, fact: Fact) -> list[Effect] | None:
    """The effects, None when the engine refused the fact."""
    try:
        return [alike(effect) for effect in engine.step(fact)]
    except EngineError:
        return None


def born(factory: EngineFactory, script: Script) -> Engine:
    return factory.fresh(
        settings=script.settings,
        tick_interval=script.tick_interval,
        payout_rate_ppm=script.payout_rate_ppm,
        last_trade_id=7,
        last_intent=70,
    )


def live_alike(script: Script, restarts: frozenset[int]) -> None:
    rust, oracle = born(RustEngineFactory(), script), born(FakeEngineFactory(), script)
    for number, fact in enumerate(script.facts):
        expected = stepped(oracle, fact)
        if expected or not isinstance(fact, TickSeen):
            note(f"{number}: {fact}")
        assert stepped(rust, fact) == expected
        assert rust.standing() == oracle.standing()
        if number in restarts:
            rust = RustEngineFactory().restored(rust.snapshot())
            oracle = FakeEngineFactory().restored(oracle.snapshot())


RESTARTS = st.frozensets(st.integers(0, 200), max_size=4)


@pytest.mark.timeout(600)  # a failure takes its time to become small
@lives
@given(script=scripts(ticks=False), restarts=RESTARTS)
def test_rust_and_the_oracle_agree_on_candles(script: Script, restarts: frozenset[int]) -> None:
    live_alike(script, restarts)


@pytest.mark.timeout(600)  # as above
@settings(lives, max_examples=80)
@given(script=scripts(ticks=True, longest=40), restarts=RESTARTS)
def test_rust_and_the_oracle_agree_on_ticks(script: Script, restarts: frozenset[int]) -> None:
    live_alike(script, restarts)


@given(st.integers(1, 10**15), st.integers(1, 10**15))
def test_rust_and_the_oracle_agree_on_colours(opened: int, closed: int) -> None:
    assert RustClassifier().classify(opened, closed) is FakeClassifier().classify(opened, closed)
    assert RustClassifier().classify(opened, opened) is FakeClassifier().classify(opened, opened)


@given(st.lists(st.sampled_from((*Color, None)), max_size=60), st.sampled_from(DojiPolicy))
def test_rust_and_the_oracle_agree_on_streaks(colors: list[Color | None], doji_policy: DojiPolicy) -> None:
    rust, oracle = RustStreakCounter(doji_policy), FakeStreakCounter(doji_policy)
    for color in colors:
        if color is None:
            rust.reset()
            oracle.reset()
        else:
            assert rust.update(color) == oracle.update(color)


@given(
    st.builds(
        Settings,
        initial_stake=st.integers(35, 1_000_000),
        multiplier_e4=st.integers(10_000, 100_000),
        stake_policy=strategies.STAKE_POLICIES,
    ),
    st.integers(1, 20),
    st.integers(1, 10**6) | st.integers(1, 10**15),
    strategies.RATES_PPM | st.integers(1, 10**8),
)
def test_rust_and_the_oracle_agree_on_stakes(chosen: Settings, level: int, lost: int, rate_ppm: int) -> None:
    expected = FakeStakeLadder(chosen).stake(level, lost, rate_ppm)
    assert RustStakeLadder(chosen).stake(level, lost, rate_ppm) == expected
