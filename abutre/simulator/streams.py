"""The streams of one connection: what each of them shows of what happens."""

from collections.abc import Iterable
from typing import Protocol

from abutre.simulator.actions import Frame
from abutre.simulator.answers import Payload
from abutre.simulator.contracts import Phase
from abutre.simulator.envelope import Envelope
from abutre.simulator.errors import ApiError
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.site import Told

MOST = 100
"""Streams that one connection may have."""

_WITHOUT_ID = frozenset({"website_status"})
"""Payloads whose schema has no `id`."""


class View(Protocol):
    """What a stream makes of the happenings."""

    @property
    def msg_type(self) -> str:
        """Kind of its frames."""
        ...

    def show(self, happening: Told) -> Payload | None:
        """The payload of a frame; None when the happening is none of its business."""
        ...


class Stream:
    """A stream, from its request until it is forgotten or has nothing more to say.

    Attributes:
        stream_id: what a client forgets it by.
        kind: what `forget_all` calls it.
        key: what it shows; a connection has one stream of a key.
    """

    def __init__(self, *, stream_id: str, kind: str, key: object, envelope: Envelope, view: View) -> None:
        self.stream_id = stream_id
        self.kind = kind
        self.key = (kind, key)
        self._envelope = envelope
        self._view = view

    def frame(self, payload: Payload) -> Frame:
        """A payload in the words of this stream."""
        kind = self._view.msg_type
        told = {**payload, "id": self.stream_id} if payload and kind not in _WITHOUT_ID else payload
        return self._envelope.answer(kind, told, stream_id=self.stream_id)

    def show(self, happening: Told) -> Frame | None:
        """The frame that a happening makes."""
        payload = self._view.show(happening)
        return None if payload is None else self.frame(payload)


class Streams:
    """All streams of a connection."""

    def __init__(self) -> None:
        self._streams: dict[str, Stream] = {}

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return sum(stream.kind == kind for stream in self._streams.values())

    def add(self, stream: Stream, named: str) -> None:
        """Begin a stream.

        Args:
            stream: the stream.
            named: what it shows, for people.

        Raises:
            ApiError: AlreadySubscribed, or RateLimit when there are too many.
        """
        if any(other.key == stream.key for other in self._streams.values()):
            raise ApiError("AlreadySubscribed", f"You are already subscribed to {named}.")
        self.check_room()
        self._streams[stream.stream_id] = stream

    def check_room(self) -> None:
        """See that one more stream fits.

        Raises:
            ApiError: RateLimit, there are as many as a connection may have.
        """
        if len(self._streams) >= MOST:
            raise ApiError("RateLimit", f"You have reached the limit of {MOST} subscriptions.")

    def forget(self, stream_id: str) -> bool:
        """End a stream; False when there is none of that id."""
        return self._streams.pop(stream_id, None) is not None

    def forget_all(self, kinds: Iterable[str]) -> list[str]:
        """End all streams of some kinds; their ids."""
        wanted = set(kinds)
        ended = [stream.stream_id for stream in self._streams.values() if stream.kind in wanted]
        for stream_id in ended:
            del self._streams[stream_id]
        return ended

    def show(self, happening: Told) -> list[Frame]:
        """The frames that a happening makes; a contract that is closed has no stream any more."""
        frames = [stream.show(happening) for stream in self._streams.values()]
        if isinstance(happening, ContractChanged) and happening.phase is Phase.CLOSED:
            over = ("proposal_open_contract", happening.contract.contract_id)
            self._streams = {one: stream for one, stream in self._streams.items() if stream.key != over}
        return [frame for frame in frames if frame is not None]
