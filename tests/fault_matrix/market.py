"""A market whose streaks come and end soon, so that a bot with a threshold of 2 nearly always trades."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import overload

from abutre.domain.model import MINUTE

INTERVAL = 2
_FIRST = Decimal("6195.10")
_PIP = Decimal("0.01")
_TURNS = {1: 0.1, 2: 0.65}
"""Chance that a minute's colour ends a streak of that length; a longer one ends by 0.5."""
_DOJI = 0.03


class RestlessTicks(Sequence[tuple[int, Decimal]]):
    """Endless ticks of an R_* symbol from epoch `start`, a whole minute; the same ones for the same seed."""

    def __init__(self, *, start: int, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 (a market, not a secret)
        self._made: list[tuple[int, Decimal]] = []
        self._next = start
        self._direction = 1
        self._streak = 0

    @overload
    def __getitem__(self, index: int) -> tuple[int, Decimal]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, Decimal]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, Decimal] | Sequence[tuple[int, Decimal]]:
        while isinstance(index, int) and len(self._made) <= index:
            self._make_minute()
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)

    def _make_minute(self) -> None:
        if self._streak and self._random.random() < _TURNS.get(self._streak, 0.5):
            self._direction, self._streak = -self._direction, 0
        self._streak += 1
        quote = self._made[-1][1] if self._made else _FIRST
        opened = quote
        for epoch in range(self._next, self._next + MINUTE, INTERVAL):
            quote += self._direction * self._random.randint(-1, 3) * _PIP
            opened = quote if epoch == self._next else opened
            self._made.append((epoch, quote))
        if self._random.random() < _DOJI:
            self._made[-1] = (self._made[-1][0], opened)
            self._streak = 0
        self._next += MINUTE
