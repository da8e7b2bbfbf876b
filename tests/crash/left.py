"""What the clients of killed bots were told, held against the events that the store has kept."""

import json
from collections.abc import Sequence

from sqlalchemy import select

from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.schema import events
from abutre.adapters.store.server import Place
from abutre.client import Update
from abutre.domain.codec import decode_event
from abutre.domain.events import Event
from tests.crash.follower import Follower

_ON_THE_WAY = 500
"""Events that a client may not have been told when the bot ended: it may have been away for a second."""


def events_of(place: Place) -> list[Event]:
    """Every event that the store at `place` has kept, in order."""
    with backend_of(place).snapshot() as connection:
        payloads = connection.scalars(select(events.c.payload).order_by(events.c.seq))
        return [decode_event(json.loads(payload)) for payload in payloads]


def the_clients_missed_nothing(place: Place, followers: Sequence[Follower]) -> None:
    """Every client was told every event since it came, once, in order, and all were told the same."""
    with backend_of(place).snapshot() as connection:
        kept = [tuple(row) for row in connection.execute(select(events.c.seq, events.c.type).order_by("seq"))]
    told: dict[int | None, Update] = {}
    for follower in followers:
        first, *later = follower.seen
        assert first.name == "state_snapshot"
        expected = [one for one in kept if one[0] > (first.seq or 0)]
        found = [(update.seq, update.name) for update in later]
        assert found == expected[: len(found)], "an event is missing, was told twice, or was taken back"
        assert len(expected) - len(found) < _ON_THE_WAY, "a client stopped following"
        for update in later:
            assert told.setdefault(update.seq, update) == update, "two clients were told different things"
