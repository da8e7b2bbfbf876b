"""The other side: a simulated Deriv on virtual time, and its sockets without a network library."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from abutre.simulator.actions import Action, FallSilent, Raw, Send
from abutre.simulator.caller import House
from abutre.simulator.doors import LEGACY_PATH, OPTIONS_PATH, Doors
from abutre.simulator.exchange import Exchange
from abutre.simulator.hub import Hub
from abutre.simulator.launch import accounts
from abutre.simulator.market import Market
from abutre.simulator.rest import Rest
from abutre.simulator.session import Session
from abutre.simulator.site import Passwords
from tests.fault_matrix.market import RestlessTicks
from tests.simulation.clocks import START, BrokersClock

PAST = 130 * 60
SYMBOL = "R_100"
_HELD_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What the simulator's doors and its REST calls look at in a request."""

    path: str
    method: str = "GET"
    host: str = "deriv.simulated"
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    match_info: dict[str, str] = field(default_factory=dict)


class Far:
    """The simulator's end of a connection: what `Connection` is to real sockets.

    Attributes:
        session: what answers.
        silent: it sends no more, and nobody knows.
    """

    def __init__(self, session: Session, number: int, deliver: Callable[[str | bytes | int], None]) -> None:
        """`deliver` takes each frame, or the code it closes with."""
        self.session = session
        self.silent = False
        self._number = number
        self._deliver = deliver
        self._held: list[Action] = []

    def __hash__(self) -> int:
        return self._number

    def perform(self, actions: Iterable[Action]) -> None:
        """Do what the session says; a delayed frame lets the others pass."""
        loop = asyncio.get_running_loop()
        for action in actions:
            if isinstance(action, Send) and action.delay:
                loop.call_later(action.delay, self._do, action)
            elif isinstance(action, Send) and action.held:
                self._held.append(action)
                loop.call_later(_HELD_SECONDS, self._let_go)
            else:
                self._do(action)
                self._let_go()

    def leave(self) -> None:
        """End it as a server that goes away."""
        self._deliver(1001)

    def _let_go(self) -> None:
        held, self._held = self._held, []
        for action in held:
            self._do(action)

    def _do(self, action: Action) -> None:
        if self.silent:
            return
        if isinstance(action, Send):
            self._deliver(json.dumps(action.frame, separators=(",", ":")))
        elif isinstance(action, Raw):
            self._deliver(action.data)
        elif isinstance(action, FallSilent):
            self.silent = True
        else:
            self._deliver(action.code)


class Venue:
    """A simulated Deriv.

    Attributes:
        exchange: what it knows.
        hub: what it does.
        clock: its time.
    """

    def __init__(self, *, seed: int, time: Callable[[], float]) -> None:
        """Open, with the market of `seed` and the world's `time`."""
        ticks = RestlessTicks(start=START - PAST, seed=seed)
        market = Market(seed=seed, start=START, recorded={SYMBOL: ticks}, symbols=[SYMBOL])
        self.clock = BrokersClock(time)
        self.exchange = Exchange(market=market, accounts=accounts(), clock_now=self.clock.now)
        random = Random(seed + 1)  # noqa: S311 (a world that can be repeated)
        house = House(exchange=self.exchange, random=random, monotonic=time)
        self.hub = Hub(house, self.clock)
        passwords = Passwords(time)
        self._doors = Doors(self.hub, passwords, idle_seconds=0)
        self._rest = Rest(house, passwords)
        self._opened = 0

    def open(self, url: str, deliver: Callable[[str | bytes | int], None]) -> Far:
        """Let a client in.

        Raises:
            RefusedError: not this one.
        """
        parts = urlsplit(url)
        request: Any = Upgrade(path=parts.path, query=dict(parse_qsl(parts.query)))
        if parts.path == LEGACY_PATH:
            session = self._doors._legacy(request)
        elif parts.path == f"{OPTIONS_PATH}/public":
            session = self._doors._public(request)
        else:
            request.match_info["kind"] = parts.path.rsplit("/", 1)[-1]
            session = self._doors._trading(request)
        self._opened += 1
        far = Far(session, self._opened, deliver)
        self.hub.connections.add(far)  # type: ignore[arg-type]  # as above
        return far

    def close(self, far: Far) -> None:
        """A client has gone."""
        self.hub.connections.discard(far)

    async def ask(self, method: str, url: str, headers: dict[str, str]) -> tuple[int, Any]:
        """A REST call: its status, and the body as JSON."""
        path = urlsplit(url).path
        for route in self._rest.routes():
            matched = _matched(route.path, path)
            if route.method == method and matched is not None:
                request: Any = Upgrade(path=path, method=method, headers=headers, match_info=matched)
                answer: Any = await route.handler(request)
                return answer.status, json.loads(answer.text)
        raise AssertionError(f"no such call: {method} {path}")


def _matched(pattern: str, path: str) -> dict[str, str] | None:
    wanted, found = pattern.split("/"), path.split("/")
    if len(wanted) != len(found):
        return None
    values = {}
    for want, have in zip(wanted, found, strict=True):
        if want.startswith("{"):
            values[want[1:-1]] = have
        elif want != have:
            return None
    return values
