"""Bugs of hearing the market."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from abutre.adapters.deriv.connection import Connection
from abutre.adapters.deriv.feed import DerivFeed
from abutre.domain.model import MINUTE
from tests.simulation.planted.patched import Plant, replacing

Made = Callable[..., Any]


def _made_up(history: Made) -> Made:
    async def bug(self: DerivFeed, from_time: int, to_time: int) -> Any:
        found = {one.open_time: one for one in await history(self, from_time - MINUTE, to_time)}
        for open_time in range(from_time, to_time + 1, MINUTE):
            before = found.get(open_time - MINUTE)
            if open_time not in found and before is not None:
                found[open_time] = replace(before, open_time=open_time)
        return [found[open_time] for open_time in sorted(found) if open_time >= from_time]

    return bug


def _nothing_resumed(_resume: Made) -> Made:
    async def bug(_self: Connection, _link: Any) -> None:
        return None

    return bug


MARKET: Mapping[str, Plant] = {
    "streak-over-a-hole": replacing((DerivFeed, "history", _made_up)),
    "streams-not-resumed": replacing((Connection, "_resume", _nothing_resumed)),
}
