"""The Deriv adapter on the simulator, over real sockets, on a market that a test can steer."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random
from typing import overload

from abutre.adapters.deriv.config import AccountKind, DerivConfig, Generation
from abutre.adapters.deriv.deriv import Deriv
from abutre.domain.model import Outcome
from abutre.domain.ports import Broker
from abutre.domain.symbols import symbol_named
from abutre.simulator.clock import MarketClock, SimulatorClock
from abutre.simulator.exchange import Exchange
from abutre.simulator.faults import Fault
from abutre.simulator.launch import APP_ID, TOKEN, accounts
from abutre.simulator.market import Market, Recorded
from abutre.simulator.server import Endpoints, Simulator
from tests.manual_clock import ManualClock
from tests.scripted_deriv import FastClock

START = 1_800_000_000
_PAST = 600


class SteeredTicks(Sequence[tuple[int, Decimal]]):
    """Endless ticks of an R_* symbol whose next price goes the way the test says."""

    def __init__(self) -> None:
        self.step = Decimal("0.01")
        self._made = [(START - _PAST, Decimal("619.51"))]

    @overload
    def __getitem__(self, index: int) -> tuple[int, Decimal]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, Decimal]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, Decimal] | Sequence[tuple[int, Decimal]]:
        while isinstance(index, int) and len(self._made) <= index:
            epoch, quote = self._made[-1]
            self._made.append((epoch + 2, quote + self.step))
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)


class DerivBench:
    """A broker on a demo account of the simulator, whose time moves when a contract is to end."""

    can_refund = True
    can_transfer = True

    def __init__(self, deriv: Deriv, exchange: Exchange, clock: ManualClock, ticks: SteeredTicks) -> None:
        self.broker: Broker = deriv.broker
        self._exchange = exchange
        self._clock = clock
        self._ticks = ticks

    async def end(self, outcome: Outcome) -> None:
        if outcome is Outcome.REFUNDED:
            self._exchange.refund(self._exchange.book.open()[0].contract_id)
        self._ticks.step = Decimal("-0.01" if outcome is Outcome.LOST else "0.01")
        self._clock.advance(70)

    async def transfer(self, amount: int) -> None:
        account = self._exchange.accounts.all()[0]
        self._exchange.transfer(account, Decimal(amount).scaleb(-2))
        self._clock.advance(1)


@asynccontextmanager
async def served(
    clock: MarketClock, recorded: Recorded | None = None, faults: Sequence[Fault] = ()
) -> AsyncGenerator[tuple[Exchange, Endpoints], None]:
    """A simulator at the time of `clock`; its market is a walk unless it is recorded."""
    market = Market(seed=7, start=START, history_seconds=7200, recorded=recorded, symbols=["R_100"])
    exchange = Exchange(market=market, accounts=accounts(), clock_now=clock.now)
    simulator = Simulator(exchange=exchange, clock=clock)
    try:
        endpoints = await simulator.start()
        for fault in faults:
            simulator.arm(fault)
        yield exchange, endpoints
    finally:
        await simulator.stop()


def pointed_at(endpoints: Endpoints, api: Generation, *, hurry: float = 10) -> Deriv:
    """The adapter for the demo account of a simulator; its own waiting passes `hurry` times as fast."""
    url = endpoints.options_url if api is Generation.OPTIONS else endpoints.legacy_url
    config = DerivConfig(
        api=api,
        app_id=str(APP_ID),
        token=TOKEN,
        rest_url=endpoints.rest_url,
        ws_url=url,
        account_kind=AccountKind.DEMO,
    )
    return Deriv(config, symbol_named("V100"), FastClock(hurry), Random(7))  # noqa: S311 (it spreads attempts, it keeps no secret)


@asynccontextmanager
async def deriv_bench(api: Generation) -> AsyncGenerator[DerivBench, None]:
    """A bench for the broker suite."""
    clock, ticks = ManualClock(START), SteeredTicks()
    async with served(clock, {"R_100": ticks}) as (exchange, endpoints), pointed_at(endpoints, api) as deriv:
        yield DerivBench(deriv, exchange, clock, ticks)


@asynccontextmanager
async def running_deriv(api: Generation, *, speed: float) -> AsyncGenerator[Deriv, None]:
    """The adapter on a market that runs by itself."""
    async with (
        served(SimulatorClock(speed, START)) as (_, endpoints),
        pointed_at(endpoints, api) as deriv,
    ):
        yield deriv
