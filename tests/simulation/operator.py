"""Who gives commands: often the right ones."""

import asyncio
from collections.abc import Callable, Coroutine
from random import Random
from typing import TYPE_CHECKING, Any

from abutre.domain.commands import BotCommand, Reply, Verb
from abutre.domain.errors import AbutreError
from abutre.domain.model import BotState
from abutre.domain.ports import Controls

if TYPE_CHECKING:
    from tests.simulation.world import World

_RUBBISH: tuple[dict[str, object], ...] = (
    {},
    {"max_level": 0},
    {"max_level": 4, "initial_stake": "0.3"},
    {"no such thing": 1},
    {"multiplier": float("nan")},
    {"max_drawdown": None},
)
_LOOSE: dict[str, object] = {
    "auto_trading": True,
    "max_daily_loss": None,
    "require_full_ladder": False,
    "initial_stake": 1,
    "multiplier": 2,
    "max_level": 4,
    "delay_threshold": 2,
    "max_drawdown": 25,
}
"""Settings under which a bot trades on any account that is not empty."""

_PATIENCE = 600.0
"""Seconds that a bot may rest before somebody starts it again."""

Ask = Callable[[Controls], Coroutine[Any, Any, Reply]]


class Operator:
    """One, who does this and that."""

    def __init__(self, world: "World", random: Random) -> None:
        self._world = world
        self._random = random
        self._kinds: tuple[tuple[Callable[[], None], int], ...] = (
            (self._start, 2),
            (self._pause, 2),
            (self._pause_after_sequence, 2),
            (self._stop, 1),
            (self._settings, 5),
            (self._rubbish, 1),
            (self._terminate, 2),
        )

    async def run(self) -> None:
        """Do something, wait, do something."""
        kinds = [kind for kind, _ in self._kinds]
        weights = [weight for _, weight in self._kinds]
        while True:
            await asyncio.sleep(self._random.expovariate(1 / (3 * self._world.plan.every)))
            (act,) = self._random.choices(kinds, weights)
            self._world.trace.count(f"operator: {act.__name__[1:].replace('_', ' ')}", "")
            act()

    async def look_after(self) -> None:
        """Start a bot that has rested for long."""
        rested = 0.0
        while True:
            await asyncio.sleep(60)
            rested = 0.0 if self._world.watch.status is BotState.RUNNING else rested + 60
            if rested == _PATIENCE / 2 and self._world.bot is not None and self._random.random() < 0.5:
                self._world.bot.terminate_once()  # off and on again: a halt survives it
            if rested >= _PATIENCE:
                rested = 0.0
                self.put_right()

    def put_right(self) -> None:
        """Let it trade."""
        self._ask(lambda controls: controls.update_settings(_LOOSE))
        self._start()

    def _ask(self, ask: Ask) -> None:
        bot = self._world.bot
        if bot is None or bot.site.controls is None:
            return
        controls, world = bot.site.controls, self._world

        async def asking() -> None:
            try:
                reply = await ask(controls)
            except AbutreError as error:
                world.violate(f"a command was answered with {error!r}")
                return
            world.trace.note("reply", repr(reply))

        bot.inside(lambda: world.loop.create_task(asking()))

    def _command(self, verb: Verb, *, after_sequence: bool = False) -> None:
        command = BotCommand(verb=verb, after_sequence=after_sequence)
        self._world.watch.commanded()
        self._ask(lambda controls: controls.command(command))

    def _start(self) -> None:
        self._command(Verb.START)

    def _pause(self) -> None:
        self._command(Verb.PAUSE)

    def _pause_after_sequence(self) -> None:
        self._command(Verb.PAUSE, after_sequence=True)

    def _stop(self) -> None:
        self._command(Verb.STOP)

    def _settings(self) -> None:
        choose = self._random.choice
        wanted: dict[str, object] = {
            "delay_threshold": choose((2, 2, 3)),
            "max_level": choose((1, 2, 4, 7)),
            "initial_stake": choose(("0.35", "1.00", "2.50", 10)),
            "multiplier": choose(("1", "2", "2.1", "3")),
            "max_drawdown": choose((1, 5, 25, 100)),
            "max_daily_loss": choose((None, None, 20, 200)),
            "stake_policy": choose(("multiplier", "recover")),
            "require_full_ladder": self._random.random() < 0.2,
            "auto_trading": self._random.random() < 0.9,
        }
        update = {
            name: wanted[name] for name in self._random.sample(sorted(wanted), self._random.randint(1, 4))
        }
        self._ask(lambda controls: controls.update_settings(update))

    def _rubbish(self) -> None:
        rubbish = self._random.choice(_RUBBISH)
        self._ask(lambda controls: controls.update_settings(rubbish))

    def _terminate(self) -> None:
        if self._world.bot is not None:
            self._world.bot.terminate()
            if self._random.random() < 0.3:
                self._world.bot.terminate()
