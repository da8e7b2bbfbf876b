"""A client connects, is welcomed, and hears every event from then on."""

import asyncio
import logging

import pytest
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from abutre.domain.events import MarketData, Sequenced
from abutre.domain.model import Color
from abutre.domain.records import StateView
from tests.fakes.controls import EPOCH, FakeControls
from tests.web_client import alert, listening, running_site

TRANSPORTS = [["websocket"], ["polling"], ["polling", "websocket"]]


@pytest.mark.parametrize("transports", TRANSPORTS, ids="+".join)
async def test_a_new_client_gets_the_ack_the_snapshot_and_what_the_seed_knows(transports: list[str]) -> None:
    async with running_site() as (url, _, controls, _):
        await controls.tell(
            alert(1),
            MarketData(price=100_080, streak_count=5, streak_direction=Color.GREEN, epoch=EPOCH),
        )

        async with listening(url, transports=transports) as client:
            told = await client.count(7)

    assert [event.name for event in told] == [
        "connection_ack",
        "state_snapshot",
        "bot_status",
        "balance_update",
        "risk_stats",
        "position_update",
        "market_data",
    ]
    assert told[0].payload == {"status": "connected"}
    assert told[0].seq == 0
    assert {event.seq for event in told[1:]} == {2}
    snapshot = told[1].payload
    assert snapshot["seq"] == 2
    assert snapshot["schema_version"] == 1
    assert snapshot["bot_status"] == told[2].payload
    assert snapshot["market"] == told[6].payload
    assert snapshot["alerts"][0]["seq"] == 1


async def test_market_data_is_left_out_before_the_first_candle() -> None:
    async with running_site() as (url, _, controls, _), listening(url) as client:
        await client.welcomed()
        await controls.tell(alert(1))
        told = await client.count(7)

    assert [event.name for event in told][-2:] == ["position_update", "system_alert"]


async def test_every_later_event_comes_once_in_order_with_its_number() -> None:
    async with running_site() as (url, _, controls, _), listening(url) as client:
        await client.welcomed()
        await controls.tell(*(alert(number) for number in range(1, 101)))
        told = await client.count(106)

    assert [(event.name, event.payload["message"], event.seq) for event in told[6:]] == [
        ("system_alert", str(number), number) for number in range(1, 101)
    ]


@pytest.mark.parametrize("transports", TRANSPORTS, ids="+".join)
async def test_a_client_that_comes_back_gets_exactly_what_it_missed(transports: list[str]) -> None:
    async with running_site() as (url, _, controls, _):
        await controls.tell(*(alert(number) for number in range(1, 61)))

        async with listening(url, auth={"last_seq": 20}, transports=transports) as client:
            await client.count(41)
            await controls.tell(alert(61))
            told = await client.count(42)

    assert told[0].name == "connection_ack"
    assert [event.seq for event in told[1:]] == list(range(21, 62))
    assert [event.payload["message"] for event in told[1:]] == [str(number) for number in range(21, 62)]


async def test_a_client_that_missed_nothing_gets_only_what_is_new() -> None:
    async with running_site() as (url, _, controls, _):
        await controls.tell(alert(1))
        async with listening(url, auth={"last_seq": 1}) as client:
            await client.count(1)
            await controls.tell(alert(2))
            told = await client.count(2)

    assert [(event.name, event.seq) for event in told] == [("connection_ack", 1), ("system_alert", 2)]


@pytest.mark.parametrize("last_seq", [5, 2**63 - 1])
async def test_a_number_from_another_life_gets_a_snapshot(last_seq: int) -> None:
    async with running_site() as (url, *_), listening(url, auth={"last_seq": last_seq}) as client:
        await client.welcomed()

    assert client.names()[1] == "state_snapshot"


class BrokenControls(FakeControls):
    async def state(self) -> StateView:
        raise RuntimeError("planted")


async def test_a_client_that_cannot_be_brought_up_to_date_is_let_go_and_the_server_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running_site(BrokenControls) as (url, server, _, _):
        gone = asyncio.Event()
        async with listening(url) as client:
            client.client.on("disconnect", lambda *_: gone.set())
            await asyncio.wait_for(gone.wait(), 10)
        await server.publish(Sequenced(seq=1, event=alert(1)))

    assert client.names() == ["connection_ack"]
    assert "could not be brought up to date" in caplog.text


class CountingControls(FakeControls):
    reads = 0

    async def state(self) -> StateView:
        self.reads += 1
        await asyncio.sleep(0.01)
        return await super().state()


async def test_a_flood_of_requests_for_the_state_shares_its_readings() -> None:
    async with running_site(CountingControls) as (url, _, controls, _), listening(url) as client:
        await client.welcomed()
        async with listening(url) as other:
            await other.welcomed()
            asked = [one.client.call("request_state") for one in (client, other) for _ in range(100)]
            assert all(answer == {"ok": True} for answer in await asyncio.gather(*asked))
        assert isinstance(controls, CountingControls)
        assert controls.reads < 150


async def test_the_log_names_who_connected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with running_site() as (url, *_), listening(url) as client:
        await client.welcomed()
        sid = client.client.get_sid()

    assert f"[WS] Client connected: {sid}" in caplog.messages


@pytest.mark.parametrize(
    "auth", [{"last_seq": "12"}, {"last_seq": -1}, {"last_seq": 1.5}, {"last_seq": 2**63}, [1], "text"]
)
async def test_a_handshake_that_makes_no_sense_is_refused_with_a_reason(auth: object) -> None:
    async with running_site() as (url, server, *_):
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        reasons: list[object] = []
        client.on("connect_error", reasons.append)

        with pytest.raises(NotConnected):
            await client.connect(url, auth=auth, transports=["websocket"], wait_timeout=10)
        await server.publish(Sequenced(seq=1, event=alert(1)))

    assert len(reasons) == 1
    assert "auth" in str(reasons[0])


async def test_other_keys_of_the_handshake_are_left_for_others() -> None:
    auth = {"token": "x", "last_seq": None}
    async with running_site() as (url, *_), listening(url, auth=auth) as client:
        assert (await client.welcomed())[1].name == "state_snapshot"
