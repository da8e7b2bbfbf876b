"""What must hold at every step, looked at as the steps happen."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from abutre.domain.events import BotStatus, Event, Sequenced, SystemAlert, TradeClosed
from abutre.domain.model import Book, BotState, OpenSequence
from abutre.simulator.contracts import Contract
from abutre.simulator.launch import APP_ID
from tests.simulation.dashboards import Dashboard
from tests.simulation.venue import Venue

Violate = Callable[[str], None]
_NEVER_TOLD = ("A fact was refused", "The day's journal replays to other decisions")


class Watch:
    """Looks at frames, purchases and events as they pass.

    Attributes:
        told: every event that reached a client, by number.
        status: what was announced last.
        closed: sequences that were told to have closed.
        contracts: purchases that the exchange made, by intent.
        jumps_told: how often clients were told that the host's clock jumped.
    """

    def __init__(
        self, *, venue: Venue, database: Callable[[], Path], violate: Violate, first_drawdown_bp: int
    ) -> None:
        """`database` is the file of the present process; the first settings allow `first_drawdown_bp`."""
        self.told: dict[int, Event] = {}
        self.status = BotState.STOPPED
        self.contracts: dict[int, int] = {}
        self.last_seq = 0
        self.closed = 0
        self._first_drawdown_bp = first_drawdown_bp
        self._exchange = venue.exchange
        self._clock = venue.clock
        self._database = database
        self._violate = violate
        self._intent = 0
        self._newest = 0
        self._open_sequence = OpenSequence.CONTINUE
        self.jumps_told = 0

    def booted(self, open_sequence: OpenSequence) -> None:
        """A process begins that is to treat an open sequence like that."""
        self._open_sequence = open_sequence

    def commanded(self) -> None:
        """An operator decides: nobody has to be asked any more."""
        if self._open_sequence is OpenSequence.ASK:
            self._open_sequence = OpenSequence.CONTINUE

    def frame(self, text: str) -> None:
        """The bot sends a frame."""
        if '"buy"' not in text or "buy" not in (request := json.loads(text)):
            return
        if self.status is not BotState.RUNNING:
            self._violate(f"an order leaves while {self.status} is what clients were told")
        open_intents = self._on_disk(
            "SELECT intent FROM contracts WHERE book = 'ACCOUNT' AND state IN ('SENT', 'UNKNOWN', 'OPEN')"
        )
        sent = self._on_disk("SELECT intent FROM contracts WHERE book = 'ACCOUNT' AND state = 'SENT'")
        if len(open_intents) != 1 or len(sent) != 1:
            self._violate(f"an order leaves with {sent} sent and {open_intents} open on disk; expected one")
            return
        self._intent = sent[0]
        self._check_open_sequence()
        self._check_drawdown(round(request["price"] * 100))

    def _check_open_sequence(self) -> None:
        (level,) = self._on_disk(f"SELECT level FROM contracts WHERE intent = {self._intent}")  # noqa: S608 (a number)
        if level == 1:  # of a sequence that began after the start
            self._open_sequence = OpenSequence.CONTINUE
        if self._open_sequence is not OpenSequence.CONTINUE:
            self._violate(
                f"a sequence left open goes on at level {level}: {self._open_sequence} was asked for"
            )

    def _check_drawdown(self, stake: int) -> None:
        newest = "SELECT payload FROM events WHERE type = '{}' ORDER BY seq DESC LIMIT 1"
        changed = self._on_disk(newest.format("settings_changed"))
        allowed = (
            json.loads(changed[0])["settings"]["max_drawdown_bp"] if changed else self._first_drawdown_bp
        )
        told = json.loads(self._on_disk(newest.format("balance_update"))[0])
        peak = told["peak"]
        if (peak - told["balance"] + stake) * 10_000 > allowed * peak:
            self._violate(f"a stake of {stake} overshoots a drawdown of {allowed} bp: {told}")

    def taken(self) -> None:
        """The exchange has dealt with a frame that may have bought."""
        running = [one for one in self._exchange.book.open() if one.app_id == APP_ID]
        for contract in running:
            if contract.contract_id > self._newest:
                self._newest = contract.contract_id
                self._bought(contract, len(running))

    def _bought(self, contract: Contract, running: int) -> None:
        before = self.contracts.setdefault(self._intent, contract.contract_id)
        if before != contract.contract_id:
            self._violate(f"intent {self._intent} bought twice: {before} and {contract.contract_id}")
        if running > 1:
            self._violate(f"{running} contracts run at the same time")

    def published(self, event: Sequenced) -> None:
        """The bot tells an event."""
        if is_unnumbered(event):
            return
        (newest,) = self._on_disk("SELECT coalesce(max(seq), 0) FROM events")
        if newest < event.seq:
            self._violate(f"event {event.seq} is told before it is on disk (there: {newest})")
        if event.seq <= self.last_seq:
            self._violate(f"event {event.seq} is told after {self.last_seq}")
        self.last_seq = max(self.last_seq, event.seq)
        if getattr(event.event, "epoch", 0) > self._clock.bound():
            self._violate(f"{event.event} is ahead of the broker's time, {self._clock.bound()}")
        match event.event:
            case BotStatus(status=status):
                self.status = status
            case TradeClosed(book=Book.ACCOUNT):
                self.closed += 1
            case SystemAlert(message=message) if "host's clock jumped" in message:
                self.jumps_told += 1
            case SystemAlert(message=message) if message.startswith(_NEVER_TOLD):
                self._violate(message)

    def shown(self, client: Dashboard, event: Sequenced) -> None:
        """A client gets an event."""
        if is_unnumbered(event):
            return
        if client.last_seq is not None and event.seq != client.last_seq + 1:
            self._violate(f"{client.name} gets event {event.seq} after {client.last_seq}")
        if self.told.setdefault(event.seq, event.event) != event.event:
            self._violate(f"event {event.seq} is {event.event}; a client was told {self.told[event.seq]}")

    def _on_disk(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self._database()}?mode=ro", uri=True)) as database:
            return [value for (value,) in database.execute(query)]


def is_unnumbered(event: Sequenced) -> bool:
    """Whether it is told while nothing can be kept: such a one carries the number of the event before it."""
    alert = event.event
    return isinstance(alert, SystemAlert) and alert.message.startswith("The journal cannot be written")
