"""What is written down of those who come, and how often they may."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from abutre.adapters.web.audits import Auditor
from abutre.adapters.web.entry.hits import Hits
from abutre.adapters.web.entry.identity import Identity, Role, Visitor
from abutre.adapters.web.entry.rates import Rates
from abutre.adapters.web.entry.revocations import Revocations
from tests.raw_client import speaking
from tests.tokens import guarded, signed, token
from tests.web_client import host_time, listening, running_site


async def test_every_step_stands_in_the_audit_trail_without_the_token() -> None:
    good, bad = token(who="ana"), signed(aud="another")
    async with running_site(entrance=guarded()) as (url, _, controls, site):
        async with speaking(url) as stranger:
            await stranger.connect(f'{{"token":"{bad}"}}')
        async with listening(url, auth={"token": good.token}) as client:
            await client.welcomed()
            await client.client.call("bot_command", {"command": "start"})
            await client.client.call("update_settings", {"max_level": 7})
            await client.client.call("update_settings", {"max_level": 99})
        await site.stop()

    trail = controls.audited
    assert [(record.who, record.action, record.result == "ok") for record in trail] == [
        ("-", "refuse", False),
        ("ana", "connect", True),
        ("ana", "command", True),
        ("ana", "settings", True),
        ("ana", "refuse", False),
    ]
    assert {record.address for record in trail} == {"127.0.0.1"}
    assert all(abs(record.at - host_time()) < 30 for record in trail)
    assert good.token_id in trail[1].detail
    assert '"max_level": 7' in trail[3].detail
    assert "max_level" in trail[4].result
    assert not any(good.token in repr(record) or bad in repr(record) for record in trail)


async def test_a_flood_of_refusals_is_counted_not_written() -> None:
    async with running_site(entrance=guarded()) as (url, _, controls, site):
        async with aiohttp.ClientSession() as session:
            for _ in range(100):
                await session.get(f"{url}/api/status")
        await site.stop()

    assert len(controls.audited) == 30


async def test_a_strangers_flood_hides_no_refusal_of_anybody_else() -> None:
    viewer, operator = token(Role.VIEWER, who="eva"), token(who="ana")
    async with running_site(entrance=guarded()) as (url, _, controls, site):
        async with aiohttp.ClientSession() as session:
            for _ in range(40):
                await session.get(f"{url}/api/status")
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
        ) as session:
            await session.get(f"{url}/api/status")
        for one in (viewer, operator):
            async with listening(url, auth={"token": one.token}) as client:
                await client.welcomed()
                await client.client.call("bot_command", {"command": "fly"})
        await site.stop()

    refused = [(record.who, record.address) for record in controls.audited if record.action == "refuse"]
    assert refused[30:] == [("-", "127.0.0.2"), ("eva", "127.0.0.1"), ("ana", "127.0.0.1")]


def viewer_named(who: str) -> Visitor:
    identity = Identity(who=who, role=Role.VIEWER, token_id=who, expires_at=None)
    return Visitor(identity=identity, address="10.0.0.1")


async def test_one_identity_hides_nothing_of_another() -> None:
    auditor = Auditor(host_time)
    eva, ana = viewer_named("eva"), viewer_named("ana")
    for _ in range(500):
        auditor.refused(eva.address, "command", "no", eva.identity.who)
        auditor.done(eva, "connect", "ok", "viewer")

    assert auditor.refused(ana.address, "command", "no", ana.identity.who)
    assert auditor.done(ana, "connect", "ok", "viewer")


async def test_strangers_of_many_addresses_fill_no_disk_either() -> None:
    auditor = Auditor(host_time)
    written = [auditor.refused(f"10.0.{n % 250}.1", "request", "no") for n in range(2_500)]

    assert sum(written) == 120


async def test_nothing_is_counted_of_a_connection_that_has_ended() -> None:
    entrance = guarded()
    hits = entrance.rates._fixed.storage
    assert isinstance(hits, Hits)
    good = token(who="ana")
    async with running_site(entrance=entrance) as (url, _, _, site):
        for _ in range(5):
            async with listening(url, auth={"token": good.token}) as client:
                await client.welcomed()
        await site.stop()
    assert not any("bytes" in key for key in hits._windows)
    assert len(hits) > 0


async def test_too_many_connections_are_told_when_to_come_back() -> None:
    entrance = guarded(rates=Rates(connects="3 per 1 minute"))
    async with running_site(entrance=entrance) as (url, *_), aiohttp.ClientSession() as session:
        where = f"{url}/socket.io/?EIO=4&transport=polling"
        assert [(await session.get(where)).status for _ in range(4)] == [200, 200, 200, 429]
        answer = await session.get(where)
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert "try again in" in (await answer.json())["error"]


async def test_one_connection_cannot_begin_again_and_again() -> None:
    entrance = guarded(rates=Rates(connects="3 per 1 minute"))
    async with running_site(entrance=entrance) as (url, *_), speaking(url) as client:
        auth = f'{{"token":"{token().token}"}}'
        await client.connect(auth)
        for _ in range(2):
            await client.say("41")
            await client.say(f"40{auth}")
            await client.hear_until("40")
        await client.say("41")
        await client.say(f"40{auth}")
        assert "too many" in await client.hear_until("44")


async def test_too_many_requests_are_told_when_to_come_back() -> None:
    entrance = guarded(rates=Rates(requests="2 per 1 minute"))
    async with running_site(entrance=entrance) as (url, *_), aiohttp.ClientSession() as session:
        answers = [await session.get(f"{url}/healthz") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 60


REFUSED = [
    ("/healthz", {"Origin": "http://evil.example"}, 403),
    ("/socket.io/?EIO=4&transport=polling", {"Origin": "http://evil.example"}, 403),
    ("/healthz", {"Host": "evil.example"}, 403),
    ("/socket.io/?EIO=4&transport=polling&sid=x", {}, 400),
    ("/socket.io/?EIO=4&transport=websocket&sid=x", {"Upgrade": "websocket", "Connection": "Upgrade"}, 400),
]


@pytest.mark.parametrize(("path", "headers", "status"), REFUSED)
async def test_what_is_refused_is_counted_and_uses_up_nothing_of_its_owner(
    path: str, headers: dict[str, str], status: int
) -> None:
    entrance = guarded(rates=Rates(requests="2 per 1 minute", connects="1 per 1 minute"))
    async with running_site(entrance=entrance) as (url, *_), aiohttp.ClientSession() as session:
        answers = [await session.get(f"{url}{path}", headers=headers) for _ in range(3)]
        assert [answer.status for answer in answers] == [status, status, 429]
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
        assert [(await session.get(f"{url}/healthz")).status for _ in range(2)] == [200, 200]
        assert (await session.get(f"{url}/socket.io/?EIO=4&transport=polling")).status == 200


async def test_a_client_that_polls_is_not_counted_by_its_requests() -> None:
    entrance = guarded(rates=Rates(requests="1 per 1 minute"))
    async with (
        running_site(entrance=entrance) as (url, *_),
        listening(url, auth={"token": token().token}, transports=["polling"]) as client,
    ):
        await client.welcomed()
        for _ in range(5):
            assert await client.client.call("bot_command", {"command": "start"}) == {"ok": True}


async def test_a_page_that_asks_whether_it_may_ask_is_counted() -> None:
    entrance = guarded(rates=Rates(requests="1 per 1 minute"))
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET"}
    async with running_site(entrance=entrance) as (url, *_), aiohttp.ClientSession() as session:
        answers = [await session.options(f"{url}/api/status", headers=headers) for _ in range(2)]

    assert [answer.status for answer in answers] == [204, 429]


async def test_too_many_commands_are_told_when_to_come_back_and_another_goes_on() -> None:
    entrance = guarded(rates=Rates(commands="5 per 10 second"))
    async with running_site(entrance=entrance) as (url, _, controls, _):
        async with listening(url, auth={"token": token(who="ana").token}) as client:
            await client.welcomed()
            replies = [await client.client.call("bot_command", {"command": "start"}) for _ in range(7)]
        assert [reply["ok"] for reply in replies] == [True] * 5 + [False] * 2
        assert "try again in" in replies[6]["error"]

    assert len(controls.commands) == 5


async def test_a_flood_of_commands_shows_its_sender_a_few_alerts() -> None:
    entrance = guarded(rates=Rates(commands="1 per 10 second"))
    async with running_site(entrance=entrance) as (url, _, controls, site):
        async with listening(url, auth={"token": token().token}) as client:
            await client.welcomed()
            for _ in range(100):
                await client.client.emit("bot_command", {"command": "start"})
            assert "try again in" in (await client.client.call("bot_command", {"command": "start"}))["error"]
            alerts = [one for one in client.told if "try again in" in one.payload.get("message", "")]
        await site.stop()

    assert 0 < len(alerts) <= 30
    assert len(controls.rejected) == 0


async def test_a_token_that_is_revoked_stands_in_the_audit_trail(tmp_path: Path) -> None:
    async with running_site(entrance=guarded(tmp_path)) as (*_, controls, _):
        Revocations(tmp_path).add("some-token", now=host_time())
        async with asyncio.timeout(10):
            while not controls.audited:  # noqa: ASYNC110 (nobody tells when the bot has looked)
                await asyncio.sleep(0.05)

    (record,) = controls.audited
    assert (record.who, record.action, record.result) == ("local", "revoke", "ok")
    assert record.detail == "token some-token"


async def test_a_connection_that_says_too_much_ends_and_another_goes_on() -> None:
    entrance = guarded(rates=Rates(bytes_heard="100000 per 1 minute"))
    auth = f'{{"token":"{token().token}"}}'
    async with (
        running_site(entrance=entrance) as (url, *_),
        speaking(url) as loud,
        listening(url, auth={"token": token().token}) as other,
    ):
        await loud.connect(auth)
        for _ in range(8):
            await loud.say(f'42["nonsense","{"x" * 15_000}"]')
        await loud.ended()
        assert await other.client.call("request_state") == {"ok": True}
