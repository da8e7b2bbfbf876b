"""Kills a bot again and again while it trades, and holds what is left against what the simulator knows."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Literal

from abutre.adapters.store.database import Database
from abutre.adapters.store.server import Place
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.app.simulated import SEED, SIMULATOR_FILE
from abutre.domain.events import BalanceUpdate, TradeOpened
from abutre.domain.settings import Settings
from abutre.simulator.clock import SimulatorClock
from abutre.simulator.exchange import Exchange
from abutre.simulator.faults import Fault
from abutre.simulator.launch import Wishes, accounts, exports, launch
from abutre.simulator.market import Market
from abutre.simulator.server import Simulator
from tests.crash.left import events_of, the_clients_missed_nothing
from tests.crash.lives import Lives, free_port
from tests.crash.planted import Bug
from tests.crash.process import started
from tests.fault_matrix.market import RestlessTicks
from tests.fault_matrix.reckoning import SYMBOL, reckon_money

START = 1_800_000_000
PAST = 130 * 60
SPEED = 600.0
"""Market seconds per second: a contract runs a tenth of a second."""
LOST = 0.3
"""How often a purchase gets lost on the way."""
LOST_KINDS: tuple[Literal["a", "b", "c", "d", "e"], ...] = ("a", "b", "c", "d", "e")
SETTINGS = Settings(delay_threshold=2, max_level=3, max_drawdown_bp=10_000)

Flags = Mapping[str, object]


async def kill_beside_deriv(
    place: Place, lives_in: Sequence[Flags], output: Path, *, kills: int, seed: int, bug: Bug | None = None
) -> None:
    """Kill the bot alone; the simulator goes on beside it, and loses purchases on the way.

    Args:
        place: the bot's store.
        lives_in: flags that lead a bot there; one life after the other takes the next of them.
        output: file for what the bots print.
        kills: how often.
        seed: of everything that happens by chance.
        bug: what is wrong with the bots that are killed.

    Raises:
        AssertionError: something is not as it must be.
    """
    random = Random(seed)  # noqa: S311 (instants to kill at)
    clock = SimulatorClock(SPEED, START)
    ticks = RestlessTicks(start=START - PAST, seed=seed)
    market = Market(seed=seed, start=START, recorded={SYMBOL: ticks}, symbols=[SYMBOL])
    exchange = Exchange(market=market, accounts=accounts(), clock_now=clock.now)
    simulator = Simulator(exchange=exchange, clock=clock, seed=seed)
    environment = exports(await simulator.start())["options" if seed % 2 else "legacy"]

    def lose_a_purchase() -> None:
        if random.random() < LOST:
            simulator.arm(_lost_buy(random))

    planted = [bug]

    def mend() -> None:
        # The last life is a good one, so that nothing but the kills can bring a bug to light.
        simulator._hub.house.armed.clear()
        planted[0] = None

    port = free_port()
    flags = cycle([{**one, "demo": True, "port": port} for one in lives_in])
    lives = Lives(
        lambda: started(next(flags), environment, output, planted[0]), port=port, output=output, random=random
    )
    try:
        await _make_eager(place)
        await lives.live(kills, lose_a_purchase, mend)
    finally:
        await simulator.stop()
    _all_is_right(exchange, place, lives)


async def kill_with_deriv(data_dir: Path, output: Path, *, kills: int, seed: int) -> None:
    """Kill a bot with the Deriv in its process: as `abutre serve` runs alone.

    Raises:
        AssertionError: something is not as it must be.
    """
    random = Random(seed)  # noqa: S311 (instants to kill at)
    port = free_port()
    flags = {"data_dir": data_dir, "port": port}
    lives = Lives(lambda: started(flags, {}, output), port=port, output=output, random=random)
    await _make_eager(data_dir)
    await lives.live(kills)
    left = await launch(Wishes(seed=SEED, symbols=[SYMBOL], state=data_dir / SIMULATOR_FILE))
    try:
        _all_is_right(left.exchange, data_dir, lives)
    finally:
        await left.stop()


async def _make_eager(place: Place) -> None:
    async with Database(place) as database:
        await SqlSettingsRepository(database=database).store(SETTINGS, stored_at=START)


def _all_is_right(exchange: Exchange, place: Place, lives: Lives) -> None:
    told = events_of(place)
    bought = [event for event in told if isinstance(event, TradeOpened)]
    assert len(bought) >= lives.kills // 4, "most bots were killed before they had traded"
    balance = [event.balance for event in told if isinstance(event, BalanceUpdate)][-1]
    reckon_money(exchange, place, balance=balance)
    the_clients_missed_nothing(place, lives.followers)


def _lost_buy(random: Random) -> Fault:
    return Fault(fault="lost_buy", lost=random.choice(LOST_KINDS), seconds=random.uniform(1, 200))
