"""One connection without its socket: requests in, frames out, faults in between."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from abutre.simulator.actions import Action, Close, FallSilent, Frame, Raw, Send
from abutre.simulator.budgets import PINGS_PER_SECOND
from abutre.simulator.caller import Caller
from abutre.simulator.calls import CALLS
from abutre.simulator.envelope import Envelope
from abutre.simulator.errors import ApiError
from abutre.simulator.faults import Fault
from abutre.simulator.site import Told
from abutre.simulator.validation import UNKNOWN, call_of, parse, validate

BINARY = b"\x00\x01\x02\xff"
"""What a binary frame carries."""

_OF_THE_CONNECTION = frozenset(
    {"delay", "reorder", "duplicate", "drop", "error", "close", "half_open", "text", "binary"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a request leads to.

    Attributes:
        call: the call; None when it was not understood.
        actions: what the connection is to do.
        elsewhere: faults that strike something else than this connection.
    """

    call: str | None
    actions: Sequence[Action]
    elsewhere: Sequence[Fault] = ()


class Session:
    """One connection.

    Args:
        caller: who is at the other end.
        socket: whether an account's, or the one of market data alone.
    """

    def __init__(self, *, caller: Caller, socket: Literal["public", "trading"]) -> None:
        self.caller = caller
        self.socket = socket
        self._pings: deque[float] = deque(maxlen=PINGS_PER_SECOND)

    def receive(self, text: str) -> Outcome:
        """Take a frame, and say what comes of it."""
        try:
            frame = parse(text)
        except ApiError as refused:
            return Outcome(call=None, actions=[Send(frame=Envelope({}).refusal(UNKNOWN, refused))])
        envelope = Envelope(frame)
        try:
            call = call_of(frame, self.caller.generation.requests)
        except ApiError as refused:
            return Outcome(call=None, actions=[Send(frame=envelope.refusal(UNKNOWN, refused))])
        house = self.caller.house
        faults = house.armed.at_call(call, self.caller.generation.name, self.socket)
        return Outcome(
            call=call,
            actions=self._answer(call, envelope, faults),
            elsewhere=[fault for fault in faults if fault.fault not in _OF_THE_CONNECTION],
        )

    def tell(self, happening: Told) -> list[Send]:
        """The frames that a happening makes on this connection."""
        return [Send(frame=frame) for frame in self.caller.streams.show(happening)]

    def _answer(self, call: str, envelope: Envelope, faults: Sequence[Fault]) -> Sequence[Action]:
        if any(fault.fault == "close" and fault.when == "before" for fault in faults):
            return [_close(fault) for fault in faults if fault.fault == "close"][:1]
        if any(fault.fault == "half_open" and fault.when == "before" for fault in faults):
            return [FallSilent()]
        refusal = next((fault for fault in faults if fault.fault == "error"), None)
        frames: list[Frame] = []
        if refusal is None or refusal.when != "before":
            frames = self._executed(call, envelope)
        if refusal is not None:
            error = ApiError(str(refusal.code), refusal.message, refusal.subcode)
            frames = [envelope.refusal(call, error)]
        return disturbed(frames, faults)

    def _executed(self, call: str, envelope: Envelope) -> list[Frame]:
        try:
            self._allow(call)
            request = validate(self.caller.generation.requests[call], envelope.echo)
            return CALLS[call](self.caller, request, envelope)
        except ApiError as refused:
            return [envelope.refusal(call, refused)]

    def _allow(self, call: str) -> None:
        if call != "ping":
            self.caller.spend(call)
            return
        now = self.caller.house.monotonic()
        if len(self._pings) == PINGS_PER_SECOND and self._pings[0] > now - 1:
            raise ApiError("RateLimit", "You have reached the rate limit for ping.")
        self._pings.append(now)


def disturbed(frames: Sequence[Frame], faults: Sequence[Fault]) -> list[Action]:
    """What faults make of a reply."""
    kinds = {fault.fault for fault in faults}
    delay = sum(fault.lasting for fault in faults if fault.fault == "delay")
    sent = [] if "drop" in kinds else [*frames]
    if "duplicate" in kinds:
        sent = [copy for frame in sent for copy in (frame, frame)]
    replies: list[Action] = [Send(frame=frame, delay=delay, held="reorder" in kinds) for frame in sent]
    for fault in faults:
        strike = struck(fault)
        if strike is None:
            continue
        if fault.fault in {"text", "binary"}:
            replies.insert(0, strike)
        elif fault.when == "answered":
            replies.append(strike)
        else:
            return [strike]
    return replies


def struck(fault: Fault) -> Action | None:
    """What a fault of the connection makes it do; None for other faults."""
    if fault.fault == "close":
        return _close(fault)
    if fault.fault == "half_open":
        return FallSilent()
    if fault.fault == "text":
        return Raw(data=fault.text)
    return Raw(data=BINARY) if fault.fault == "binary" else None


def _close(fault: Fault) -> Close:
    return Close(code=fault.close_code)
