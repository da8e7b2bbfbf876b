"""What befalls a world: faults at Deriv, bad weather, a bad disk, crashes."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from abutre.simulator.errors import ApiError
from abutre.simulator.faults import Fault
from abutre.simulator.pricing import COMMISSION
from abutre.simulator.terms import Terms
from tests.fault_matrix import cells
from tests.simulation.crashes import Crashes
from tests.simulation.venue import SYMBOL

if TYPE_CHECKING:
    from tests.simulation.world import World

_ANOTHER_APP = 16_929
_AT_A_CALL: tuple[tuple[str, tuple[dict[str, Any], ...]], ...] = (
    ("proposal", (*cells.REPLIES, *cells.FRAMES, *cells.ERRORS, *cells.SOCKETS)),
    ("buy", (*cells.REPLIES, *cells.FRAMES, *cells.ERRORS, *cells.EXECUTED_ERRORS, *cells.SOCKETS)),
    ("proposal_open_contract", (*cells.REPLIES, *cells.FRAMES, *cells.SOCKETS)),
    ("portfolio", (*cells.REPLIES, *cells.SOCKETS)),
    ("statement", (*cells.REPLIES, *cells.SOCKETS)),
    ("profit_table", (*cells.REPLIES, *cells.SOCKETS)),
    ("ticks_history", (*cells.REPLIES, *cells.SOCKETS)),
    ("ticks", (*cells.REPLIES, *cells.SOCKETS)),
    ("balance", (*cells.REPLIES, *cells.SOCKETS)),
    ("time", (*cells.REPLIES, *cells.SOCKETS)),
)
_DELAYS = (0.5, 5.0, 25.0, 70.0)
_GAPS = (4.0, 8.0, 40.0, 150.0)
_WRONG_BY = (-86_400, -3_600, -40, -8, 8, 40, 3_600, 86_400)
_LEAPS = (-90, -20, -3, 3, 20, 90)
_TOLD_WITHIN = 400
"""Seconds after which a jump of the host's clock is told, also when the store or the broker hold it up."""


class Trouble:
    """Chooses and strikes."""

    def __init__(self, world: "World", random: Random) -> None:
        self._world = world
        self._random = random
        self._crashes = crashes = Crashes(world, random)
        self._kinds: tuple[tuple[Callable[[], str], int], ...] = (
            (self._lost_buy, 4),
            (self._at_a_call, 8),
            (self._in_a_phase, 3),
            (self._market, 3),
            (self._cut, 2),
            (self._half_open, 2),
            (self._outage, 2),
            (self._slow_network, 1),
            (self._slow_disk, 1),
            (self._sick_disk, 2),
            (self._hosts_clock_set, 3),
            (self._brokers_clock_leaps, 1),
            (crashes.crash_soon, 3),
            (crashes.crash_at_a_purchase, 3),
            (self._purchase_held_up, 2),
            (crashes.crash_at_a_statement, 2),
            (crashes.crash_while_writing, 2),
            (crashes.crash_after_a_commit, 2),
            (crashes.power_fails, 2),
            (self._bought_by_hand, 1),
            (self._demo_reset, 1),
            (self._client_lost, 4),
        )

    async def run(self) -> None:
        """Strike, wait, strike. Every other world begins with a crash in its first minutes."""
        if self._random.random() < 0.5:
            self._world.trace.count("trouble: crash at the start", self._crashes.crash_at_the_start())
        kinds = [kind for kind, _ in self._kinds]
        weights = [weight for _, weight in self._kinds]
        while True:
            await asyncio.sleep(self._random.expovariate(1 / self._world.plan.every))
            (strike,) = self._random.choices(kinds, weights)
            self._world.trace.count(f"trouble: {strike.__name__.strip('_').replace('_', ' ')}", strike())

    def calm(self) -> None:
        """Nothing is wrong any more."""
        world = self._world
        world.venue.hub.house.armed.clear()
        world.network.weather.out_until = 0.0
        world.network.weather.latency = 0.05
        world.disk.calm()
        world.clock.wrong_by = 0
        world.venue.clock.leap(0)
        world.network.on_purchase = None
        world.venue.exchange.commission = COMMISSION

    def _arm(self, fields: dict[str, Any]) -> str:
        fault = Fault.model_validate(fields)
        self._world.venue.hub.arm(fault)
        return fault.model_dump_json(exclude_defaults=True)

    def _lost_buy(self) -> str:
        kind = self._random.choice("abcde")
        more = {"seconds": self._random.choice(_DELAYS)} if kind == "e" else {}
        return self._arm({"fault": "lost_buy", "lost": kind, **more})

    def _at_a_call(self) -> str:
        call, faults = self._random.choice(_AT_A_CALL)
        fields = dict(self._random.choice(faults))
        if fields["fault"] == "delay":
            fields["seconds"] = self._random.choice(_DELAYS)
        if fields["fault"] in {"close", "half_open"}:
            fields["moment"] = self._random.choice(("before", "executed", "answered"))
        return self._arm({**fields, "call": call, "skip": self._random.randrange(3)})

    def _in_a_phase(self) -> str:
        faults = (*cells.SOCKETS, *cells.FRAMES, cells.REFUND)
        return self._arm({**self._random.choice(faults), "phase": self._random.choice("BCD")})

    def _market(self) -> str:
        chosen = self._random.randrange(3)
        if chosen == 0:
            self._world.venue.exchange.commission = COMMISSION
            return self._arm({"fault": "price_moved", "call": "proposal", "moment": "answered"})
        if chosen == 1:
            return self._arm({"fault": "updating", "seconds": self._random.choice((3.0, 60.0))})
        return self._arm({"fault": "gap", "seconds": self._random.choice(_GAPS)})

    def _cut(self) -> str:
        self._world.network.cut()
        return ""

    def _half_open(self) -> str:
        wires = self._world.network.wires
        if not wires:
            return "none"
        wire = self._random.choice(wires)
        wire.lost_up, wire.lost_down = self._random.choice(((True, True), (True, False), (False, True)))
        return f"up {wire.lost_up} down {wire.lost_down}"

    def _outage(self) -> str:
        seconds = self._random.choice((3.0, 15.0, 50.0, 150.0))
        self._world.network.weather.out_until = self._world.loop.time() + seconds
        if self._random.random() < 0.5:
            self._world.network.cut()
        return f"{seconds:g} s"

    def _slow_network(self) -> str:
        weather = self._world.network.weather
        weather.latency = self._random.choice((0.3, 1.0, 4.0))
        self._later(120, lambda: setattr(weather, "latency", 0.05))
        return f"{weather.latency:g} s"

    def _slow_disk(self) -> str:
        disk = self._world.disk
        disk.latency = self._random.choice((0.1, 0.5, 2.0))
        self._later(60, lambda: setattr(disk, "latency", 0.004))
        return f"{disk.latency:g} s"

    def _sick_disk(self) -> str:
        disk = self._world.disk
        disk.sick = self._random.choice(("full", "read-only"))
        seconds = self._random.choice((2, 30, 200))
        self._later(seconds, lambda: setattr(disk, "sick", None))
        return f"{disk.sick} for {seconds} s"

    def _hosts_clock_set(self) -> str:
        clock = self._world.clock
        if clock.wrong_by:
            return "it is wrong already"
        seconds = self._random.choice(_WRONG_BY)
        self._set_hosts_clock(seconds)
        self._later(self._random.choice((600, 1500)), lambda: self._set_hosts_clock(0))
        return f"{seconds} s"

    def _set_hosts_clock(self, wrong_by: int) -> None:
        world, jump = self._world, wrong_by - self._world.clock.wrong_by
        world.clock.wrong_by = wrong_by
        bot, told = world.bot, world.watch.jumps_told
        if jump == 0 or bot is None or not bot.is_serving:
            return

        def expect() -> None:
            held_up = world.disk.sick or world.network.is_out
            moved = world.clock.wrong_by != wrong_by  # put right at once, at the end of all trouble
            unseen = held_up or moved or world.watch.jumps_told != told
            if world.bot is bot and bot.is_serving and not unseen:
                world.violate(f"the host's clock jumped by {jump} s, and nobody was told")

        self._later(_TOLD_WITHIN, expect)

    def _brokers_clock_leaps(self) -> str:
        seconds = self._random.choice(_LEAPS)
        self._world.venue.clock.leap(seconds)
        self._later(self._random.choice((100, 600)), lambda: self._world.venue.clock.leap(0))
        return f"{seconds} s"

    def _later(self, seconds: float, work: Callable[[], object]) -> None:
        self._world.loop.call_later(seconds, work, context=self._world.outside)

    def _purchase_held_up(self) -> str:
        network = self._world.network
        seconds = self._random.uniform(1, 20)

        def strike() -> float:
            self._later(0.05, lambda: network.cut(late=True))
            return seconds

        network.on_purchase = strike
        return f"{seconds:.1f} s, and the connection is cut"

    def _bought_by_hand(self) -> str:
        exchange = self._world.venue.exchange
        account = exchange.accounts.all()[0]
        cents = self._random.choice((137, 741, 1903))
        terms = Terms(
            symbol=SYMBOL,
            contract_type=self._random.choice(("CALL", "PUT")),
            currency=account.currency,
            amount=_money(cents),
            duration=1,
            duration_unit="m",
        )
        try:
            exchange.buy(account, terms, _money(cents), app_id=_ANOTHER_APP)
        except ApiError as refused:
            return refused.code
        return f"{cents} cents"

    def _demo_reset(self) -> str:
        exchange = self._world.venue.exchange
        moved = exchange.reset_demo(exchange.accounts.all()[0])
        return "nothing" if moved is None else f"{moved.amount}"

    def _client_lost(self) -> str:
        if self._world.bot is not None:
            self._world.bot.inside(self._world.dashboards.disturb)
        return ""


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
