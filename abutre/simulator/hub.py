"""Moves the market, spreads what happens over all connections, and lets faults strike."""

import asyncio
import logging
from collections.abc import Iterable

from abutre.simulator.actions import Action, Close, FallSilent, Send
from abutre.simulator.caller import House
from abutre.simulator.clock import MarketClock
from abutre.simulator.connection import Connection
from abutre.simulator.contracts import Phase
from abutre.simulator.effects import strike_house
from abutre.simulator.errors import SimulatorFileError
from abutre.simulator.faults import Fault
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.session import struck
from abutre.simulator.site import SiteChanged, Told

_log = logging.getLogger(__name__)

_INTERNAL_ERROR = 1011
"""WebSocket's code for a server that cannot do what it was asked to."""
_LOOSE = frozenset({"transaction", "balance"})
"""Streams that may overtake the reply to a purchase: on Deriv they come by another way."""


class Hub:
    """All connections of a simulator.

    Attributes:
        house: what they share.
        connections: those that are open.
    """

    def __init__(self, house: House, clock: MarketClock) -> None:
        self.house = house
        self.connections: set[Connection] = set()
        self._clock = clock
        self._phases: dict[int, Phase] = {}
        self._resting = False

    async def run(self) -> None:
        """Move the market for ever."""
        while True:
            await self._clock.sleep_until(self._clock.now() + 1)
            self._move_if_it_can_be_kept()

    def _move_if_it_can_be_kept(self) -> None:
        # What happened and could not be kept is told to nobody; the next move keeps and tells it.
        try:
            self.move()
        except SimulatorFileError as error:
            if not self._resting:
                _log.error("the market stands still: %s", error)
            self._resting = True
        else:
            self._resting = False

    def move(self) -> None:
        """Let happen what is due by now."""
        self._spread(self.house.exchange.advance(self._clock.now()))
        for fault in self.house.armed.at_time(self.house.exchange.now()):
            self.strike(fault)

    def take(self, connection: Connection, text: str) -> None:
        """Answer a frame, and tell everybody what it changed.

        What cannot be kept is not answered: the connection is cut, and nobody knows whether it happened.
        """
        try:
            self._take(connection, text)
        except SimulatorFileError as error:
            _log.warning("a request is not answered: %s", error)
            connection.perform([Close(code=_INTERNAL_ERROR)])

    def _take(self, connection: Connection, text: str) -> None:
        self.move()
        outcome = connection.session.receive(text)
        happened = self.house.exchange.drain()
        own = [send for one in happened for send in connection.session.tell(one)]
        connection.perform(self._ordered(outcome.call, outcome.actions, own))
        self._spread(happened, left_out=connection)
        for fault in outcome.elsewhere:
            self.strike(fault)

    def _ordered(self, call: str | None, reply: Iterable[Action], own: list[Send]) -> list[Action]:
        actions = list(reply)
        ending = any(isinstance(action, Close | FallSilent) for action in actions)
        if call not in {"buy", "sell"} or ending:
            return [*actions, *own]
        loose: list[Action] = [send for send in own if send.frame["msg_type"] in _LOOSE]
        bound = [send for send in own if send.frame["msg_type"] not in _LOOSE]
        self.house.random.shuffle(loose)
        first = self.house.random.randrange(len(loose) + 1)
        return [*loose[:first], *actions, *loose[first:], *bound]

    def _spread(self, happened: Iterable[Told], left_out: Connection | None = None) -> None:
        listening = [one for one in self.connections if one is not left_out]
        for happening in happened:
            for connection in listening:
                connection.perform(connection.session.tell(happening))
            if isinstance(happening, ContractChanged):
                self._note(happening)

    def _note(self, changed: ContractChanged) -> None:
        contract_id = changed.contract.contract_id
        if self._phases.get(contract_id) is changed.phase:
            return
        self._phases[contract_id] = changed.phase
        for fault in self.house.armed.at_phase(changed.phase.value):
            self.strike(fault)
        if changed.phase is Phase.CLOSED:
            del self._phases[contract_id]

    def arm(self, fault: Fault) -> None:
        """Let a fault wait for its trigger, or strike now when it has none."""
        if fault.spelled_out().at_once:
            self.strike(fault)
        else:
            self.house.armed.add(fault, self.house.exchange.now())

    def strike(self, fault: Fault) -> None:
        """Let a fault strike, whatever it waited for."""
        action = struck(fault)
        if action is not None:
            for connection in self._met_by(fault):
                connection.perform([action])
            return
        strike_house(self.house, fault)
        self._spread(self.house.exchange.drain())
        if fault.fault in {"migrated", "updating", "down"}:
            self._spread([SiteChanged()])
        if fault.fault == "down":
            asyncio.get_running_loop().call_later(fault.lasting, self._up_again)
        if fault.fault == "updating":
            asyncio.get_running_loop().call_later(fault.lasting, self._updated)

    def _up_again(self) -> None:
        self.house.site.status = "up"
        self._spread([SiteChanged()])

    def _updated(self) -> None:
        for connection in list(self.connections):
            connection.perform([Close(code=1012)])
        self.house.site.status = "up"

    def _met_by(self, fault: Fault) -> list[Connection]:
        return [
            one
            for one in self.connections
            if fault.profile in {None, one.session.caller.generation.name}
            and fault.socket in {None, one.session.socket}
        ]
