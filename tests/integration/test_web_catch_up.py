"""A client is brought up to date while events go on: no hole, no repeat, in order."""

import asyncio
from collections.abc import Sequence

import pytest

from abutre.adapters.web.clients import MAX_BEHIND
from abutre.domain.events import Sequenced
from abutre.domain.ports import EventPublisher
from abutre.domain.records import StateView
from tests.fakes.controls import FakeControls
from tests.web_client import Listener, alert, listening, running_site

TRANSPORTS = [["websocket"], ["polling"], ["polling", "websocket"]]


async def hammered(auth: object, transports: list[str]) -> Listener:
    """A client that connects while events are published as fast as they go."""
    async with running_site() as (url, _, controls, _):
        await controls.tell(*(alert(number) for number in range(1, 31)))
        over = asyncio.Event()

        async def hammer() -> None:
            while not over.is_set():
                await controls.tell(alert(controls.seq + 1))
                await asyncio.sleep(0)

        hammering = asyncio.create_task(hammer())
        async with listening(url, auth=auth, transports=transports) as client:
            await client.count(150)
            over.set()
            await hammering
            await client.until(lambda told: told[-1].seq == controls.seq)
        return client


@pytest.mark.parametrize("transports", TRANSPORTS, ids="+".join)
async def test_a_snapshot_under_fire_is_followed_by_every_event_after_it_once(transports: list[str]) -> None:
    client = await hammered(None, transports)

    snapshot, *rest = [event for event in client.told if event.name in {"state_snapshot", "system_alert"}]
    assert snapshot.name == "state_snapshot"
    first = snapshot.payload["seq"] + 1
    assert [event.seq for event in rest] == list(range(first, first + len(rest)))


@pytest.mark.parametrize("transports", TRANSPORTS, ids="+".join)
async def test_coming_back_under_fire_leaves_no_hole_and_no_repeat(transports: list[str]) -> None:
    client = await hammered({"last_seq": 10}, transports)

    assert [event.seq for event in client.told[1:]] == list(range(11, 11 + len(client.told) - 1))


class OnDiskFirst(FakeControls):
    """Remembers three events that it publishes only when it is told to, as a journal that is ahead."""

    def __init__(self, publisher: EventPublisher) -> None:
        super().__init__(publisher)
        self.log.extend(Sequenced(seq=number, event=alert(number)) for number in (1, 2, 3))

    async def publish_late(self) -> None:
        for kept in self.log[:3]:
            await self._publisher.publish(kept)


@pytest.mark.parametrize("auth", [None, {"last_seq": 0}], ids=["snapshot", "resume"])
async def test_what_is_on_disk_and_not_yet_published_comes_once(auth: object) -> None:
    async with running_site(OnDiskFirst) as (url, _, controls, _), listening(url, auth=auth) as client:
        assert isinstance(controls, OnDiskFirst)
        known = len(await client.count(6 if auth is None else 4))
        await controls.publish_late()
        await controls.tell(alert(4))
        told = await client.count(known + 1)

    assert told[-1].seq == 4
    assert len(told) == known + 1
    assert [event.seq for event in told if event.name == "system_alert"] == (
        [4] if auth is None else [1, 2, 3, 4]
    )


class SlowControls(FakeControls):
    """Takes its time to tell its state."""

    def __init__(self, publisher: EventPublisher) -> None:
        super().__init__(publisher)
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def state(self) -> StateView:
        view = await super().state()
        self.asked.set()
        await self.answer.wait()
        return view


async def test_events_published_while_the_snapshot_is_made_come_after_it() -> None:
    async with running_site(SlowControls) as (url, _, controls, _), listening(url) as client:
        assert isinstance(controls, SlowControls)
        await controls.asked.wait()
        await controls.tell(alert(1), alert(2))
        controls.answer.set()
        told = await client.count(8)

    assert [(event.name, event.seq) for event in told[-2:]] == [("system_alert", 1), ("system_alert", 2)]


class SlowPast(FakeControls):
    """Takes its time to tell what was missed."""

    def __init__(self, publisher: EventPublisher) -> None:
        super().__init__(publisher)
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def events_after(self, seq: int) -> Sequence[Sequenced] | None:
        self.asked.set()
        await self.answer.wait()
        return await super().events_after(seq)


async def test_what_one_client_is_told_while_it_is_behind_does_not_run_ahead_of_what_it_missed() -> None:
    async with running_site(SlowPast) as (url, _, controls, _):
        assert isinstance(controls, SlowPast)
        await controls.tell(*(alert(number) for number in range(1, 31)))
        async with listening(url, auth={"last_seq": 10}) as client:
            await controls.asked.wait()
            await client.client.call("bot_command", {"command": "fly"})
            controls.answer.set()
            told = await client.count(22)
            await client.client.call("bot_command", {"command": "fly"})
            refusals = [event for event in client.told if event.payload.get("level") == "error"]

    assert [(event.name, event.seq) for event in told[:2]] == [("connection_ack", 10), ("system_alert", 10)]
    assert [event.seq for event in told[2:]] == list(range(11, 31))
    assert [event.seq for event in refusals] == [10, 30]


async def test_a_client_that_falls_too_far_behind_must_connect_again() -> None:
    async with running_site(SlowControls) as (url, server, controls, _):
        assert isinstance(controls, SlowControls)
        gone = asyncio.Event()
        async with listening(url) as client:
            client.client.on("disconnect", lambda *_: gone.set())
            await controls.asked.wait()
            for number in range(1, MAX_BEHIND + 2):
                await server.publish(Sequenced(seq=number, event=alert(number)))
            await asyncio.wait_for(gone.wait(), 10)

    assert client.names() == ["connection_ack"]


async def test_request_state_gives_a_snapshot_and_every_event_after_it() -> None:
    async with running_site() as (url, _, controls, _), listening(url) as client:
        await client.welcomed()
        over = asyncio.Event()

        async def hammer() -> None:
            while not over.is_set():
                await controls.tell(alert(controls.seq + 1))
                await asyncio.sleep(0)

        hammering = asyncio.create_task(hammer())
        for _ in range(5):
            assert await client.client.call("request_state") == {"ok": True}
        over.set()
        await hammering
        await client.until(lambda told: told[-1].seq == controls.seq)

    seen = 0
    snapshots = 0
    for event in client.told[6:]:
        if event.name == "state_snapshot":
            snapshots += 1
            assert event.seq is not None
            assert event.seq >= seen
            seen = event.seq
        else:
            assert event.seq == seen + 1
            seen += 1
    assert snapshots == 5


async def test_events_published_while_a_requested_snapshot_is_made_come_after_it_once() -> None:
    async with running_site(SlowControls) as (url, _, controls, _), listening(url) as client:
        assert isinstance(controls, SlowControls)
        controls.answer.set()
        await client.welcomed()
        controls.answer.clear()
        controls.asked.clear()
        requested = asyncio.create_task(client.client.call("request_state"))
        await controls.asked.wait()
        await controls.tell(alert(1), alert(2))
        controls.answer.set()
        assert await requested == {"ok": True}
        await controls.tell(alert(3))
        told = await client.count(10)

    assert [(event.name, event.seq) for event in told[6:]] == [
        ("state_snapshot", 0),
        ("system_alert", 1),
        ("system_alert", 2),
        ("system_alert", 3),
    ]
