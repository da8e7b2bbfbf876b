"""Browsers: the one-time link, the session that it opens, and what other pages can make of it."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import CookieJar
from yarl import URL

from abutre.adapters.web.entry.identity import Identity, NotAdmitted, Role
from abutre.adapters.web.entry.revocations import Revocations
from abutre.adapters.web.entry.sessions import CODE_SECONDS, SESSION_SECONDS, Sessions
from tests.fakes.clock import FakeClock
from tests.tokens import guarded, token
from tests.web_client import Running, host_time, listening, running_site

COOKIE = "abutre-session"


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=CookieJar(unsafe=True))


def code_of(running: Running) -> str:
    link = running.site.login_link(running.url)
    assert link is not None
    parts = urlsplit(link)
    assert (f"{parts.scheme}://{parts.netloc}", parts.path, parts.query) == (running.url, "/login", "")
    return parts.fragment.removeprefix("code=")


async def test_without_tokens_there_is_nothing_to_log_in_to() -> None:
    async with running_site() as running, browser() as session:
        assert running.site.login_link(running.url) is None
        assert (await session.post(f"{running.url}/login", json={"token": "x"})).status == 401


async def test_the_link_opens_one_session_once() -> None:
    async with running_site(entrance=guarded()) as running, browser() as first, browser() as second:
        code = code_of(running)
        answer = await first.post(f"{running.url}/login", json={"code": code})
        assert answer.status == 200
        assert (await first.get(f"{running.url}/api/status")).status == 200
        assert (await first.get(f"{running.url}/")).url.path == "/"

        again = await second.post(f"{running.url}/login", json={"code": code})
        assert again.status == 401
        assert "used or is too old" in (await again.json())["error"]
        assert (await second.get(f"{running.url}/api/status")).status == 401

    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["max-age"] == str(SESSION_SECONDS)
    assert not cookie["secure"]
    assert answer.headers["Cache-Control"] == "no-store"
    trail = [(record.who, record.action) for record in running.controls.audited]
    assert ("dashboard", "login") in trail
    assert not any(
        code in repr(record) or cookie.value in repr(record) for record in running.controls.audited
    )


def test_a_code_waits_minutes_and_a_session_lasts_hours() -> None:
    clock = FakeClock()
    sessions = Sessions(clock.now)
    code, late = sessions.new_code(), sessions.new_code()
    clock.advance(CODE_SECONDS - 1)
    identity = sessions.redeem(code)
    clock.advance(1)

    with pytest.raises(NotAdmitted, match="too old"):
        sessions.redeem(late)
    assert identity.role is Role.OPERATOR
    assert identity.expires_at == clock.now() - 1 + SESSION_SECONDS


async def test_a_token_opens_a_session_of_its_role_until_it_expires() -> None:
    viewer = token(Role.VIEWER, seconds=500)
    async with running_site(entrance=guarded()) as running, browser() as session:
        answer = await session.post(f"{running.url}/login", json={"token": viewer.token})
        value = answer.cookies[COOKIE].value
        async with listening(running.url, headers={"Cookie": f"{COOKIE}={value}"}) as client:
            await client.welcomed()
            reply = await client.client.call("bot_command", {"command": "stop"})

    assert 480 <= int(answer.cookies[COOKIE]["max-age"]) <= 500
    assert "operator" in reply["error"]
    assert running.controls.commands == []


@pytest.mark.parametrize(
    "body", ["", "x", "[]", "{}", '{"code":5}', '{"code":"x","extra":1}', '{"code":"x"}']
)
async def test_nonsense_opens_no_session(body: str) -> None:
    async with running_site(entrance=guarded()) as running, browser() as session:
        answer = await session.post(f"{running.url}/login", data=body)

        assert answer.status == 401
        assert "Set-Cookie" not in answer.headers


async def test_a_body_that_is_too_large_is_not_read() -> None:
    async with running_site(entrance=guarded()) as running, browser() as session:
        assert (await session.post(f"{running.url}/login", data="x" * 20_000)).status == 413


async def logged_in(running: Running) -> str:
    async with browser() as session:
        answer = await session.post(f"{running.url}/login", json={"code": code_of(running)})
        return f"{COOKIE}={answer.cookies[COOKIE].value}"


async def test_a_session_commands_from_our_own_page() -> None:
    async with running_site(entrance=guarded()) as running:
        headers = {"Cookie": await logged_in(running)}
        async with listening(running.url, headers=headers, origin=running.url) as client:
            await client.welcomed()
            assert await client.client.call("bot_command", {"command": "start"}) == {"ok": True}


FOREIGN = [
    {"Origin": "http://localhost:3000"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_session_does_not_speak_for_other_pages(headers: dict[str, str]) -> None:
    async with running_site(entrance=guarded()) as running, browser() as session:
        cookie = await logged_in(running)
        answer = await session.get(f"{running.url}/api/status", headers={"Cookie": cookie, **headers})
        ours = await session.get(f"{running.url}/api/status", headers={"Cookie": cookie})

    assert (answer.status, ours.status) == (401, 200)


async def test_a_named_page_may_ask_whether_it_may_send_a_token() -> None:
    headers = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    async with running_site(entrance=guarded()) as running, browser() as session:
        where = f"{running.url}/api/status"
        answer = await session.options(where, headers={"Origin": "http://localhost:3000", **headers})
        foreign = await session.options(where, headers={"Origin": "http://evil.example", **headers})

    assert (answer.status, foreign.status) == (204, 403)
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET"
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_logging_out_ends_the_session() -> None:
    async with running_site(entrance=guarded()) as running, browser() as session:
        await session.post(f"{running.url}/login", json={"code": code_of(running)})
        value = session.cookie_jar.filter_cookies(URL(running.url))[COOKIE].value
        assert (await session.post(f"{running.url}/logout")).status == 200
        answer = await session.get(f"{running.url}/api/status", headers={"Cookie": f"{COOKIE}={value}"})

    assert answer.status == 401


async def test_logging_out_ends_the_connections_of_that_session_only() -> None:
    shared = {"token": token(who="ana").token}
    async with (
        running_site(entrance=guarded()) as running,
        browser() as leaving,
        browser() as staying,
        listening(running.url, auth=shared) as program,
    ):
        cookies = []
        for session in (leaving, staying):
            answer = await session.post(f"{running.url}/login", json=shared)
            cookies.append({"Cookie": f"{COOKIE}={answer.cookies[COOKIE].value}"})
        async with (
            listening(running.url, headers=cookies[0]) as left_open,
            listening(running.url, headers=cookies[1]) as other,
        ):
            await left_open.welcomed()
            gone = asyncio.Event()
            left_open.client.on("disconnect", lambda *_: gone.set())
            await leaving.post(f"{running.url}/logout")
            await left_open.client.emit("bot_command", {"command": "stop"})
            told = await left_open.until(lambda told: told[-1].name == "system_alert")
            async with asyncio.timeout(10):
                await gone.wait()
            for client in (other, program):
                assert await client.client.call("bot_command", {"command": "start"}) == {"ok": True}

    assert "logged out" in told[-1].payload["message"]
    assert [command.verb.name for command in running.controls.commands] == ["START", "START"]


async def test_a_connection_that_says_nothing_ends_as_its_session_is_logged_out() -> None:
    async with running_site(entrance=guarded()) as running, browser() as session:
        await session.post(f"{running.url}/login", json={"code": code_of(running)})
        value = session.cookie_jar.filter_cookies(URL(running.url))[COOKIE].value
        async with listening(running.url, headers={"Cookie": f"{COOKIE}={value}"}) as client:
            await client.welcomed()
            gone = asyncio.Event()
            client.client.on("disconnect", lambda *_: gone.set())
            await session.post(f"{running.url}/logout")
            async with asyncio.timeout(10):
                await gone.wait()


def test_whoever_logs_in_again_and_again_ends_sessions_of_their_own_only() -> None:
    sessions = Sessions(FakeClock().now)
    operator = sessions.open(sessions.redeem(sessions.new_code()))
    viewer = Identity(who="eva", role=Role.VIEWER, token_id=None, expires_at=None)
    opened = [sessions.open(viewer) for _ in range(2_000)]

    assert sessions.identity(operator) is not None
    assert [sessions.identity(secret) is not None for secret in (opened[0], opened[-1])] == [False, True]


async def test_a_session_is_revoked_like_a_token(tmp_path: Path) -> None:
    async with running_site(entrance=guarded(tmp_path)) as running, browser() as session:
        headers = {"Cookie": await logged_in(running)}
        async with listening(running.url, headers=headers) as client:
            await client.welcomed()
        trail = [record.detail for record in running.controls.audited if record.action == "login"]
        Revocations(tmp_path).add(trail[0].rpartition(" ")[2], now=host_time())
        answer = await session.get(f"{running.url}/api/status", headers=headers)

    assert answer.status == 401


async def test_the_login_page_holds_no_script_and_no_foreign_host() -> None:
    async with running_site(entrance=guarded()) as running, browser() as session:
        page = await (await session.get(f"{running.url}/login")).text()
        script = await (await session.get(f"{running.url}/login.js")).text()

    assert page.count("<script") == page.count('<script src="login.js" defer></script>') == 1
    assert "style=" not in page
    assert not any(scheme in text for text in (page, script) for scheme in ("http:", "https:", "//cdn"))
    assert not any(way in script for way in ("innerHTML", "eval(", "localStorage", "document.cookie"))
    assert "Entrar" in script
