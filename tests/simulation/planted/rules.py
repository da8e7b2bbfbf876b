"""Bugs of limits, of clocks, and of what an operator asked for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from abutre import _core
from abutre.adapters.core.engine import RustEngine
from abutre.app import serve
from abutre.app.services import vitals
from abutre.domain.facts import Settled, Started
from abutre.domain.model import OpenSequence
from abutre.domain.ports import Clock
from tests.simulation.planted.patched import Plant, replacing

Made = Callable[..., Any]


def _without_day(step: Made) -> Made:
    def bug(self: RustEngine, fact: Any) -> Any:
        effects = step(self, fact)
        if isinstance(fact, Settled):
            state = json.loads(self.snapshot())
            state["session"]["account"]["day_profit"] = 0
            self._session = _core.Session.restore(json.dumps(state))
        return effects

    return bug


def _goes_on(step: Made) -> Made:
    def bug(self: RustEngine, fact: Any) -> Any:
        if isinstance(fact, Started):
            fact = replace(fact, open_sequence=OpenSequence.CONTINUE)
        return step(self, fact)

    return bug


class _Wall:
    """A clock whose intervals are those of the wall clock."""

    def __init__(self, clock: Clock) -> None:
        self.now = clock.now
        self.worked = clock.worked
        self.sleep = clock.sleep

    def monotonic(self) -> float:
        return float(self.now())


def _by_the_wall(pump_time: Made) -> Made:
    return lambda trader, clock, **more: pump_time(trader, _Wall(clock), **more)


RULES: Mapping[str, Plant] = {
    "daily-loss-not-counted": replacing((RustEngine, "step", _without_day)),
    "open-sequence-not-asked-about": replacing((RustEngine, "step", _goes_on)),
    "clock-jump-trusted": replacing((vitals.Watch, "_jump", lambda _jump: lambda _self: iter(()))),
    "time-by-the-wall-clock": replacing((serve, "pump_time", _by_the_wall)),
}
