"""The HTTP side: where the site listens, what it answers, how it stops."""

import asyncio
import json
import socket

import aiohttp
import pytest

from abutre.adapters.web.gate import content_security_policy
from abutre.adapters.web.site import Site
from abutre.domain.errors import UserError
from abutre.domain.events import AlertLevel, SystemAlert
from abutre.domain.records import StateView
from tests.fakes.controls import EPOCH, FakeControls
from tests.raw_client import speaking
from tests.tokens import guarded
from tests.web_client import alert, listening, running_site, site_of, web_server

HOSTILE = "<img src=x onerror=alert(1)>"

PATHS = ["/", "/status.js", "/healthz", "/api/status", "/nowhere", "/socket.io/?EIO=4&transport=polling"]


def a_site(host: str, port: int) -> Site:
    server = web_server()
    return site_of(server, FakeControls(server), host=host, port=port)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.5", "::1"])
async def test_the_site_tells_the_url_that_it_can_be_opened_at(host: str) -> None:
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    site = a_site(host, 0)
    url = await site.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
            assert await answer.json() == {"status": "ok"}
        async with listening(url) as client:
            await client.welcomed()
    finally:
        await site.stop()

    assert url.startswith("http://[::1]:" if host == "::1" else f"http://{host}:")
    assert int(url.rpartition(":")[2]) > 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "", "127.0.0.1.example.com"])  # noqa: S104 (must be refused)
def test_a_host_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(UserError, match=r"expected 127\.0\.0\.1.*tokens"):
        a_site(host, 0)


async def test_a_busy_port_is_told_with_what_to_do() -> None:
    async with running_site() as (url, *_):
        port = int(url.rpartition(":")[2])
        site = a_site("127.0.0.1", port)

        with pytest.raises(UserError, match=rf"port {port} of 127\.0\.0\.1 is in use.*--port"):
            await site.start()
        await site.stop()


@pytest.mark.parametrize("host", ["..a", f"{'x' * 64}.example"])
async def test_a_host_that_is_no_name_is_told(host: str) -> None:
    server = web_server(entrance=guarded())
    site = site_of(server, FakeControls(server), host=host)

    with pytest.raises(UserError, match=r"is no name of this machine.*choose another --host"):
        await site.start()
    await site.stop()


async def test_a_port_that_is_none_is_told() -> None:
    with pytest.raises(UserError, match="65535"):
        await a_site("127.0.0.1", 70_000).start()


async def test_a_stopped_site_frees_its_port_and_sends_its_last_words() -> None:
    async with running_site() as (url, _, controls, site), listening(url) as client:
        await client.welcomed()
        gone = asyncio.Event()
        client.client.on("disconnect", lambda *_: gone.set())
        await controls.tell(alert(1))
        async with asyncio.timeout(5):
            await site.stop()
            await gone.wait()
        again = a_site("127.0.0.1", int(url.rpartition(":")[2]))
        await again.start()
        await again.stop()

    assert client.told[-1].payload["message"] == "1"


async def test_a_client_that_never_closes_does_not_hold_up_the_stop() -> None:
    async with running_site() as (url, _, _, site), speaking(url) as client:
        await client.connect()
        async with asyncio.timeout(5):
            await site.stop()


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        headers = (await session.get(f"{url}{path}")).headers

    assert headers["Content-Security-Policy"] == content_security_policy()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Server"] == "abutre"


async def test_the_status_is_answered_as_json() -> None:
    async with running_site() as (url, _, controls, _), aiohttp.ClientSession() as session:
        await controls.tell(SystemAlert(level=AlertLevel.WARNING, message=HOSTILE, epoch=EPOCH))
        answer = await session.get(f"{url}/api/status")
        status = json.loads(await answer.text())

    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert status["seq"] == 1
    assert status["account"] == {"mode": "SIMULATED", "currency": "USD"}
    assert status["bot_status"]["status"] == "STOPPED"
    assert status["market"] is None
    assert status["alerts"][0]["message"] == HOSTILE


class BrokenControls(FakeControls):
    async def state(self) -> StateView:
        raise RuntimeError("planted secret")


async def test_a_fault_shows_nothing_of_its_story() -> None:
    async with running_site(BrokenControls) as (url, *_), aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/api/status")

        assert answer.status == 500
        assert await answer.json() == {"error": "internal error", "field": None}


@pytest.mark.parametrize(
    "path", ["/../site.py", "/..%2fsite.py", "/status.js/..", "/page/index.html", "/static/x"]
)
async def test_no_other_file_is_served(path: str) -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        status = await reader.readline()
        writer.close()

        assert status.startswith(b"HTTP/1.1 404")
        assert (await session.post(f"{url}/api/status")).status == 405


async def test_the_page_holds_no_script_no_foreign_host_and_no_markup_from_data() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        page = await (await session.get(f"{url}/")).text()
        script = await (await session.get(f"{url}/status.js")).text()
        style = await (await session.get(f"{url}/status.css")).text()

    assert page.count("<script") == page.count('<script src="status.js" defer></script>') == 1
    assert "style=" not in page
    assert not any(
        scheme in text for text in (page, script, style) for scheme in ("http:", "https:", "//cdn")
    )
    dangerous = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "setAttribute",
    )
    assert not any(way in script for way in dangerous)
