"""Socket.IO, protocol 5, clause by clause, over a raw WebSocket; and the holes of the stock server."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Any

import pytest
from aiohttp import web

from abutre.adapters.web.strict_server import StrictServer
from tests.echoing import echoing, serving
from tests.raw_client import RawClient, speaking

TWO = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'


async def connected(client: RawClient, namespace: str = "") -> None:
    await client.hear_until("0")
    await client.say(f"40{namespace}")
    await client.hear_until(f"40{namespace}")
    await client.hear_until("42")


@pytest.mark.parametrize("namespace", ["", "/custom,"])
@pytest.mark.parametrize("auth", ["", '{"token":"123"}'])
async def test_a_namespace_that_exists_is_connected_with_the_payload(namespace: str, auth: str) -> None:
    async with echoing() as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say(f"40{namespace}{auth}")
        answer = await client.hear_until("4")

        assert answer.startswith(f"40{namespace}")
        assert set(json.loads(answer.removeprefix(f"40{namespace}"))) == {"sid"}
        assert await client.hear_until("42") == f'42{namespace}["auth",{auth or "{}"}]'


async def test_an_unknown_namespace_is_refused_and_the_connection_stays_usable() -> None:
    async with echoing() as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say("40/random")
        assert await client.hear_until("4") == '44/random,{"message":"Invalid namespace"}'
        await client.say("40")
        assert (await client.hear_until("4")).startswith("40{")


@pytest.mark.parametrize(
    "frame", ["4abc", "4", "42{}", '42abc["message"]', "421-[]", '450-["m"]', '4511-["m"]', '47["m"]']
)
async def test_a_malformed_packet_ends_the_connection(frame: str) -> None:
    async with echoing() as url, speaking(url) as client:
        await connected(client)
        await client.say(frame)
        await asyncio.wait_for(client.ended(), 0.45)


async def test_a_connection_without_a_client_ends_although_it_answers_pings() -> None:
    async with echoing() as url, speaking(url) as client:
        began = monotonic()
        await asyncio.wait_for(client.ended(), 5)

    assert 0.9 < monotonic() - began < 2


async def test_a_connection_whose_client_was_refused_ends_too() -> None:
    async with echoing() as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say("40/random")
        await asyncio.wait_for(client.ended(), 5)


async def test_leaving_one_namespace_leaves_the_others_and_the_connection() -> None:
    async with echoing() as url, speaking(url) as client:
        await connected(client)
        await client.say("40/custom")
        await client.hear_until("42/custom")
        await client.say("41/custom")
        await client.say('42/custom,["message","gone"]')
        await client.say('42["message","here"]')
        assert await client.hear() == '42["message-back","here"]'
        await client.say("41")
        assert await client.socket.receive_str() == "2"


@pytest.mark.parametrize("args", ["", ',1,"2",{"3":[true]}', ',null,"é",1.5'])
async def test_events_and_acknowledgements_carry_any_arguments(args: str) -> None:
    async with echoing() as url, speaking(url) as client:
        await connected(client)
        await client.say(f'42["message"{args}]')
        told = await client.hear_until("42")
        await client.say(f'42456["message-with-ack"{args}]')
        acknowledged = await client.hear_until("43")

    assert json.loads(told.removeprefix("42")) == ["message-back", *json.loads(f"[0{args}]")[1:]]
    assert json.loads(acknowledged.removeprefix("43456")) == json.loads(f"[0{args}]")[1:]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (f'452-["message",{TWO}]', f'452-["message-back",{TWO}]'),
        (f'452-789["message-with-ack",{TWO}]', f"462-789[{TWO}]"),
    ],
)
async def test_attachments_come_back_in_order(sent: str, told: str) -> None:
    async with echoing() as url, speaking(url) as client:
        await connected(client)
        for frame in (sent, b"\x01\x02", b"\x03"):
            await client.say(frame)
        assert await client.hear() == told
        assert [await client.socket.receive_bytes() for _ in range(2)] == [b"\x01\x02", b"\x03"]


async def test_text_where_an_attachment_is_due_ends_the_connection() -> None:
    async with echoing() as url, speaking(url) as client:
        await connected(client)
        await client.say(f'452-["message",{TWO}]')
        await client.say('42["message"]')
        await asyncio.wait_for(client.ended(), 0.45)


async def test_attachments_have_a_limit_together() -> None:
    async with echoing() as url, speaking(url) as client:
        await connected(client)
        await client.say(f'453-["message",{TWO}]')
        await client.say(bytes(600_000))
        await client.say(bytes(600_000))
        await asyncio.wait_for(client.ended(), 2)


class Careless(StrictServer):
    """Its handlers fail in every way they can."""

    def __init__(self) -> None:
        super().__init__(origin_allowed=lambda _origin, _environ: True)
        self.left: list[str] = []
        self.on("connect", self._connect)
        self.on("disconnect", self._disconnect)

    def _connect(self, _sid: str, _environ: dict[str, Any], auth: object) -> None:
        if auth == {"fail": True}:
            raise RuntimeError("planted")

    def _disconnect(self, sid: str, _reason: str) -> None:
        self.left.append(sid)

    async def answered(self, sid: str, namespace: str, name: str, args: list[object]) -> list[object]:
        del sid, namespace, args
        if name == "nan":
            return [float("nan")]
        raise RuntimeError("planted")


def careless(server: Careless) -> AbstractAsyncContextManager[str]:
    app = web.Application()
    server.attach(app)
    return serving(app)


async def test_a_fault_in_the_connect_handler_refuses_and_leaves_nothing_listening() -> None:
    server = Careless()
    async with careless(server) as url, speaking(url) as client:
        await client.hear_until("0")
        await client.say('40{"fail":true}')
        assert await client.hear_until("4") == '44{"message":"internal error"}'
        assert list(server.manager.rooms) == []
        await client.say('421["anything"]')
        await client.say("40")
        assert (await client.hear_until("4")).startswith("40{")


@pytest.mark.parametrize("name", ["anything", "nan", "connect", "disconnect"])
async def test_a_handler_that_fails_or_tells_nonsense_still_acknowledges(name: str) -> None:
    server = Careless()
    async with careless(server) as url, speaking(url) as client:
        await client.connect()
        await client.say(f'425["{name}"]')
        assert await client.hear_until("4") == '435[{"ok":false,"error":"internal error"}]'
        assert server.left == []
