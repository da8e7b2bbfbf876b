"""Who comes in where tokens are needed, how far, and for how long."""

import asyncio
import logging
from pathlib import Path

import aiohttp
import jwt
import pytest
import socketio

from abutre.adapters.web.entry.identity import Role
from abutre.adapters.web.entry.revocations import Revocations
from tests.fakes.controls import FakeControls
from tests.raw_client import speaking
from tests.tokens import SECRET, claims, guarded, signed, token
from tests.web_client import alert, host_time, listening, running_site

BUSINESS = ["/api/status", "/metrics", "/api/openapi.json", "/nowhere", "/../site.py"]


async def refused(url: str, auth: object = None) -> str:
    """What a client that may not connect is told."""
    client = socketio.AsyncClient(reconnection=False)
    told: list[object] = []
    client.on("connect_error", told.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(url, auth=auth, transports=["websocket"])
    await client.disconnect()
    return str(told[0])


async def last_words(url: str, token: str) -> str:
    """Connect and wait until the server ends the connection; the last thing it said."""
    async with speaking(url) as client:
        await client.connect(f'{{"token":"{token}"}}')
        said = ""
        while (frame := await client.hear()) not in {None, "1"}:
            said = frame or said
        return said


async def controls_saw(controls: FakeControls, token_id: str) -> None:
    """Wait until the connect of a token stands in the trail."""
    async with asyncio.timeout(10):
        while not any(token_id in record.detail for record in controls.audited):  # noqa: ASYNC110 (a fake)
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("auth", [None, {}, {"last_seq": 0}, {"token": None}], ids=repr)
async def test_nobody_comes_in_without_a_token(auth: object) -> None:
    async with running_site(entrance=guarded()) as (url, _, controls, _):
        assert "a token is needed" in await refused(url, auth)
        async with aiohttp.ClientSession() as session:
            for path in BUSINESS:
                answer = await session.get(f"{url}{path}")
                assert answer.status == 401
                assert "a token is needed" in (await answer.json())["error"]
                assert answer.headers["WWW-Authenticate"] == "Bearer"

    assert controls.commands == []


async def test_a_connection_without_a_token_hears_nothing() -> None:
    async with running_site(entrance=guarded()) as (url, _, controls, _), speaking(url) as stranger:
        assert (await stranger.connect()).startswith("44")
        await stranger.say('42["bot_command",{"command":"stop"}]')
        await stranger.say('420["request_state"]')
        await controls.tell(alert(1))
        await stranger.say(f'40{{"token":"{token().token}"}}')
        assert ((await stranger.hear()) or "40").startswith("40")

    assert controls.commands == []


BAD = {
    "expired": signed(exp=host_time() - 1),
    "unsigned": f"{jwt.encode(claims(), SECRET).rpartition('.')[0]}.",
    "forged": jwt.encode(claims(), "another secret of 32 bytes or more!", algorithm="HS256"),
    "nonsense": "x",
    "empty": "",
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_opens_neither_door(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_site(entrance=guarded()) as (url, *_), aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/api/status", headers={"Authorization": f"Bearer {BAD[kind]}"})
        assert answer.status == 401
        expected = "expired" if kind == "expired" else "not valid"
        assert expected in (await answer.json())["error"]
        assert expected in await refused(url, {"token": BAD[kind]})

    assert not BAD[kind] or len(BAD[kind]) == 1 or BAD[kind] not in caplog.text


@pytest.mark.parametrize("found", [5, ["x"], {"a": 1}], ids=repr)
async def test_a_token_that_is_no_text_is_refused(found: object) -> None:
    async with running_site(entrance=guarded()) as (url, *_):
        assert "token" in await refused(url, {"token": found})


async def test_a_token_in_the_address_is_no_token_and_stands_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "abutre")
    caplog.set_level(logging.INFO, "aiohttp.access")
    good = token().token
    async with running_site(entrance=guarded()) as (url, _, controls, _), aiohttp.ClientSession() as session:
        for name in ("token", "auth", "access_token", "code"):
            assert (await session.get(f"{url}/api/status?{name}={good}")).status == 401
        assert "a token is needed" in await refused(f"{url}/?token={good}")

    assert good not in caplog.text
    assert not any(good in repr(record) for record in controls.audited)


async def test_an_operator_commands_and_a_viewer_only_looks() -> None:
    async with running_site(entrance=guarded()) as (url, _, controls, _):
        async with listening(url, auth={"token": token(Role.OPERATOR).token}) as operator:
            await operator.welcomed()
            assert await operator.client.call("bot_command", {"command": "start"}) == {"ok": True}
        before = list(controls.commands)
        async with listening(url, auth={"token": token(Role.VIEWER).token}) as viewer:
            await viewer.welcomed()
            assert await viewer.client.call("request_state") == {"ok": True}
            for name, data in (("bot_command", {"command": "stop"}), ("update_settings", {"max_level": 3})):
                reply = await viewer.client.call(name, data)
                assert not reply["ok"]
                assert "operator" in reply["error"]

    assert controls.commands == before
    assert controls.updates == []


async def test_rest_is_for_both_roles() -> None:
    async with running_site(entrance=guarded()) as (url, *_), aiohttp.ClientSession() as session:
        for role in Role:
            headers = {"Authorization": f"Bearer {token(role).token}"}
            assert (await session.get(f"{url}/api/status", headers=headers)).status == 200


async def test_signs_of_life_and_the_login_page_need_no_token() -> None:
    async with running_site(entrance=guarded()) as (url, *_), aiohttp.ClientSession() as session:
        assert [
            (await session.get(f"{url}{path}")).status for path in ("/healthz", "/login", "/login.js")
        ] == [200] * 3
        front = await session.get(f"{url}/", allow_redirects=False)
        assert (front.status, front.headers["Location"]) == (303, "/login")


async def test_a_connection_ends_as_its_token_expires_and_is_told() -> None:
    async with running_site(entrance=guarded()) as (url, *_):
        assert "expired" in await last_words(url, token(seconds=2).token)


async def test_a_revoked_token_ends_its_connections_within_seconds(tmp_path: Path) -> None:
    lost, kept = token(), token()
    async with (
        running_site(entrance=guarded(tmp_path)) as (url, _, controls, _),
        listening(url, auth={"token": kept.token}) as other,
        aiohttp.ClientSession() as session,
    ):
        await other.welcomed()
        connected = asyncio.create_task(last_words(url, lost.token))
        await controls_saw(controls, lost.token_id)
        Revocations(tmp_path).add(lost.token_id, now=host_time())
        assert "revoked" in await connected
        assert "revoked" in await refused(url, {"token": lost.token})
        headers = {"Authorization": f"Bearer {lost.token}"}
        assert (await session.get(f"{url}/api/status", headers=headers)).status == 401
        assert await other.client.call("request_state") == {"ok": True}


async def test_what_was_revoked_stays_so_when_the_list_is_lost(tmp_path: Path) -> None:
    revocations = Revocations(tmp_path)
    revocations.add("a", now=1)
    assert revocations.revoked() == {"a"}
    (tmp_path / "revoked-tokens.jsonl").write_text("nonsense\n")
    assert revocations.revoked() == {"a"}
    (tmp_path / "revoked-tokens.jsonl").unlink()
    assert revocations.revoked() == {"a"}
