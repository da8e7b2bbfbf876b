"""What a fault is, as a script or the control endpoint writes it; docs/simulator.md explains every field."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from abutre.simulator.symbols import SYMBOLS

ABORTED = 1006
"""The close code that no frame carries: the connection is cut."""

Kind = Literal[
    "delay", "reorder", "duplicate", "drop", "error", "lost_buy", "close", "half_open", "text", "binary",
    "gap", "price_moved", "migrated", "updating", "down", "refund", "buy_elsewhere",
]  # fmt: skip
Moment = Literal["before", "executed", "answered"]

_OF_A_REPLY = frozenset({"delay", "reorder", "duplicate", "drop", "error"})
_LOST_BUYS: dict[str, dict[str, Any]] = {
    "a": {"fault": "drop"},
    "b": {"fault": "close", "moment": "executed"},
    "c": {"fault": "close", "moment": "before"},
    "d": {"fault": "error", "moment": "executed", "code": "Timeout"},
    "e": {"fault": "delay"},
}


_SECONDS = {"delay": 20.0, "gap": 6.0, "updating": 60.0, "down": 60.0}


class Fault(BaseModel):
    """One fault: what, when, how often.

    Raises:
        ValueError: fields that do not fit together.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    fault: Kind
    call: str | None = None
    phase: Literal["A", "B", "C", "D"] | None = None
    after: Annotated[int, Field(ge=0)] | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    times: Annotated[int, Field(ge=1)] | None = 1
    profile: Literal["options", "legacy"] | None = None
    socket: Literal["public", "trading"] | None = None
    moment: Moment | None = None
    seconds: Annotated[float, Field(ge=0, le=86_400)] | None = None
    close_code: Annotated[int, Field(ge=1000, le=4999)] = ABORTED
    code: str | None = None
    subcode: str | None = None
    message: str = "Sorry, an error occurred while processing your request."
    lost: Literal["a", "b", "c", "d", "e"] | None = None
    text: str = "<html><body>502 Bad Gateway</body></html>"
    symbol: str | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "Fault":
        if sum(trigger is not None for trigger in (self.call, self.phase, self.after)) > 1:
            raise ValueError("a fault has one trigger at most: call, phase or after")
        if self.fault in _OF_A_REPLY and self.call is None:
            raise ValueError(f"{self.fault} happens to a reply: name its call")
        if (self.fault == "lost_buy") != (self.lost is not None):
            raise ValueError("lost_buy needs its kind in `lost` (a, b, c, d or e); no other fault has one")
        if self.fault == "error" and self.code is None:
            raise ValueError("error needs its code")
        if self.symbol not in {None, *SYMBOLS}:
            raise ValueError(f"there is no symbol {self.symbol}: expected one of {', '.join(SYMBOLS)}")
        return self

    @property
    def when(self) -> Moment:
        """When it strikes around its call; an error comes instead of the call unless it says otherwise."""
        return self.moment or ("before" if self.fault == "error" else "executed")

    @property
    def lasting(self) -> float:
        """How long it lasts, seconds."""
        return _SECONDS.get(self.fault, 0.0) if self.seconds is None else self.seconds

    @property
    def at_once(self) -> bool:
        """Whether nothing is waited for."""
        return self.call is None and self.phase is None and self.after is None

    def spelled_out(self) -> "Fault":
        """A lost purchase as what happens to a `buy` and its reply; anything else as it is."""
        if self.lost is None:
            return self
        effect = _LOST_BUYS[self.lost]
        return self.model_copy(update={"call": "buy", "lost": None, **effect})


class Armed:
    """The faults that wait for something, each with what is left of its `skip` and `times`."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def add(self, fault: Fault, now: int) -> None:
        """Let a fault wait; `after` counts from `now`, seconds of the simulator's clock."""
        self._waiting.append(_Waiting(fault.spelled_out(), now))

    def clear(self) -> None:
        """Forget all of them."""
        self._waiting.clear()

    def at_call(self, call: str, profile: str, socket: str) -> list[Fault]:
        """Take the faults that meet a call on a socket."""
        return self._take(
            lambda one: (
                one.fault.call == call
                and one.fault.profile in {None, profile}
                and one.fault.socket in {None, socket}
            )
        )

    def at_phase(self, phase: str) -> list[Fault]:
        """Take the faults that meet a contract which reaches a phase."""
        return self._take(lambda one: one.fault.phase == phase)

    def at_time(self, now: int) -> list[Fault]:
        """Take the faults whose time has come."""
        return self._take(lambda one: one.fault.after is not None and one.since + one.fault.after <= now)

    def _take(self, meets: Callable[["_Waiting"], bool]) -> list[Fault]:
        taken = [one.fault for one in self._waiting if meets(one) and one.take()]
        self._waiting = [one for one in self._waiting if one.left != 0]
        return taken


class _Waiting:
    def __init__(self, fault: Fault, since: int) -> None:
        self.fault = fault
        self.since = since
        self._skip = fault.skip
        self.left = fault.times

    def take(self) -> bool:
        """Whether the fault strikes this time."""
        if self._skip:
            self._skip -= 1
            return False
        if self.left is not None:
            self.left -= 1
        return True
