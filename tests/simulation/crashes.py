"""How a process may die."""

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.world import World


class Crashes:
    """Each arranges for one death, and says when it comes."""

    def __init__(self, world: "World", random: Random) -> None:
        self._world = world
        self._random = random

    def crash_soon(self) -> str:
        """The process dies at some callback."""
        steps = self._random.choice((1, 30, 300, 3000))
        return self._kill_after(self._random.randint(1, steps))

    def crash_at_the_start(self) -> str:
        """It dies while it comes up."""
        if self._random.random() < 0.5:
            return self._kill_after(self._random.randint(1, 2000))
        self._world.disk.crash_in = self._random.randint(1, 60)
        return f"{self._world.disk.crash_in} statements"

    def _kill_after(self, steps: int) -> str:
        if self._world.bot is not None:
            self._world.bot.process.kill_after(steps)
        return f"{steps} steps"

    def crash_at_a_purchase(self) -> str:
        """It dies around the next purchase."""
        steps = self._random.choice((1, 5, 40, 200))

        def strike() -> float:
            self._kill_after(self._random.randint(1, steps))
            return 0.0

        self._world.network.on_purchase = strike
        return f"within {steps} steps"

    def crash_at_a_statement(self) -> str:
        """It dies between two statements."""
        self._world.disk.crash_in = self._random.randint(1, 9)
        return str(self._world.disk.crash_in)

    def crash_while_writing(self) -> str:
        """It dies while a commit is being written."""
        self._world.disk.crash_in = 0
        return ""

    def crash_after_a_commit(self) -> str:
        """It dies before it hears that a commit is done."""
        self._world.disk.crash_behind = True
        return ""

    def power_fails(self) -> str:
        """The machine stops: what was not synced may be gone."""
        self._world.disk.power_fails_in = self._random.randint(1, 6)
        return f"after {self._world.disk.power_fails_in} commits"
