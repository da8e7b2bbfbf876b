"""Old objects are looked at while no order is near."""

import asyncio
import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from abutre.adapters.system import collector
from abutre.adapters.system.collector import EVERY, QuietCollector
from abutre.domain.effects import Effect
from abutre.domain.events import PositionUpdate
from tests.contract.journal_entries import BUY, ONE_OF_EACH, a_candle, an_alert, an_entry, told
from tests.fakes.clock import FakeClock

CANDLE = told(a_candle(0))
RUNNING = next(event for event in ONE_OF_EACH if isinstance(event, PositionUpdate))
OUT = replace(RUNNING, in_position=False)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(collector, "AFTER", 0.0)
    monkeypatch.setattr(collector, "DUE", 0)
    gc.disable()
    yield
    gc.enable()


async def collections(*entries: tuple[Effect, ...], apart: float = EVERY) -> int:
    """How many complete collections `entries` bring about."""
    clock = FakeClock()
    watched = QuietCollector(clock)
    before = complete()
    for effects in entries:
        watched.observe(an_entry(1, *effects), kept_in=0.0)
        clock.advance(apart)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return complete() - before


def complete() -> int:
    collected: int = gc.get_stats()[2]["collections"]
    return collected


@pytest.mark.usefixtures("soon")
async def test_a_candle_that_asks_for_nothing_is_followed_by_one() -> None:
    assert await collections((CANDLE,), (CANDLE,)) == 2


@pytest.mark.usefixtures("soon")
async def test_none_comes_before_an_order_nor_while_a_sequence_runs() -> None:
    assert await collections((CANDLE, BUY), (RUNNING,), (CANDLE,), (an_alert("a level"),)) == 0
    assert await collections((RUNNING,), (CANDLE,), (OUT,), (CANDLE,)) == 1


@pytest.mark.usefixtures("soon")
async def test_none_comes_while_there_is_little_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()
    monkeypatch.setattr(collector, "DUE", 1)
    assert await collections((CANDLE,)) == 0
    gc.collect(1)
    assert await collections((CANDLE,)) == 1


@pytest.mark.usefixtures("soon")
async def test_a_replay_is_not_slowed_down() -> None:
    assert await collections(*[(CANDLE,)] * 10, apart=EVERY / 5) == 2
