"""A process that can be killed: whatever it started is its own, and stops with it."""

import contextvars
from collections.abc import Callable


class Killed(BaseException):
    """The process that runs ends here and now."""


class Process:
    """A bot's process.

    Attributes:
        number: the how manieth of its world, from 1.
        dead: whether it was killed; then none of its callbacks runs any more.
    """

    def __init__(self, number: int, on_death: Callable[["Process"], None]) -> None:
        self.number = number
        self.dead = False
        self._on_death = on_death
        self._left: int | None = None

    def kill_after(self, steps: int) -> None:
        """Kill it `steps` callbacks from now."""
        self._left = steps

    def may_step(self) -> bool:
        """Whether a callback of it may run."""
        if self.dead:
            return False
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                self.kill()
                return False
        return True

    def kill(self) -> None:
        """End it as kill -9 does."""
        if not self.dead:
            self.dead = True
            self._on_death(self)

    def __hash__(self) -> int:
        return self.number


PROCESS: contextvars.ContextVar[Process | None] = contextvars.ContextVar("process", default=None)
"""Whose code runs; None for the world outside."""
