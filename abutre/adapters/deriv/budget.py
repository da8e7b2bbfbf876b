"""How often Deriv may be asked: every published limit at once, so that the stricter one holds."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from abutre.adapters.deriv.config import Generation
from abutre.domain.ports import Clock

_MINUTE, _HOUR = 60.0, 3600.0
_SHARE = 0.9
"""Share of each limit that is used: the server counts arrivals, which bunch."""
_FIRST_PENALTY, _LONGEST_PENALTY = 10.0, 60.0
_FREE = frozenset({"ping"})
_ANY = "any"

_LIMITS: Mapping[Generation, tuple[tuple[frozenset[str], int, int], ...]] = {
    Generation.OPTIONS: (
        (frozenset({"proposal", "proposal_open_contract", "buy", "sell"}), 360, 14_400),
        (frozenset({"balance", "statement"}), 100, 2_000),
        (frozenset({"portfolio", "profit_table"}), 30, 1_500),
        (frozenset({_ANY}), 220, 14_400),
    ),
    Generation.LEGACY: (
        (frozenset({"portfolio", "statement", "profit_table"}), 25, 1_500),
        (frozenset({"proposal", "proposal_open_contract"}), 80, 3_600),
        (frozenset({_ANY}), 180, 14_400),
    ),
}
"""Calls of a row, and how many of them per minute and per hour. `any` is every call not named before."""

_PER_SECOND = 100
"""Of all calls together (the other table of the New API)."""


@dataclass(slots=True)
class _Window:
    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        while self.sent and self.sent[0] <= now - self.seconds:
            self.sent.popleft()
        return 0.0 if len(self.sent) < self.most else self.sent[0] + self.seconds - now


@dataclass(slots=True)
class _Row:
    calls: frozenset[str]
    windows: tuple[_Window, ...]
    blocked_until: float = 0.0
    penalty: float = _FIRST_PENALTY


class Budget:
    """One for all sockets of an account."""

    def __init__(self, generation: Generation, clock: Clock) -> None:
        self._clock = clock
        self._overall = _Window(int(_PER_SECOND * _SHARE), 1.0)
        self._rows = [
            _Row(calls, (_Window(int(minutely * _SHARE), _MINUTE), _Window(int(hourly * _SHARE), _HOUR)))
            for calls, minutely, hourly in _LIMITS[generation]
        ]

    async def take(self, call: str) -> None:
        """Wait until `call` may be sent, and count it."""
        if call in _FREE:
            return
        row = self._row(call)
        windows = (*row.windows, self._overall)
        while (wait := self._wait(row, windows)) > 0:
            await self._clock.sleep(wait)
        for window in windows:
            window.sent.append(self._clock.monotonic())

    def penalise(self, call: str) -> None:
        """Deriv said that `call` came too often: leave its row alone for 10 s, then 20 s … 60 s."""
        row = self._row(call)
        now = self._clock.monotonic()
        if now > row.blocked_until + _HOUR:
            row.penalty = _FIRST_PENALTY
        row.blocked_until = now + row.penalty
        row.penalty = min(2 * row.penalty, _LONGEST_PENALTY)

    def _row(self, call: str) -> _Row:
        return next(row for row in self._rows if call in row.calls or _ANY in row.calls)

    def _wait(self, row: _Row, windows: tuple[_Window, ...]) -> float:
        now = self._clock.monotonic()
        return max(row.blocked_until - now, *(window.wait(now) for window in windows))
