"""Who may ask: names that mean this machine, pages that are ours or named."""

import aiohttp
import pytest

from abutre.adapters.web.access import Hosts, Origins
from abutre.domain.errors import UserError
from tests.web_client import listening, running_site, web_server

GOOD_HOSTS = [
    "localhost",
    "localhost:1",
    "LOCALHOST:8000",
    "127.0.0.1",
    "127.0.0.1:65535",
    "127.0.0.5:80",
    "[::1]:9",
]
BAD_HOSTS = [
    "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:",
    "localhost:port", "user@localhost", "0.0.0.0:1", "192.168.1.5:8000", "::1", "[::2]", "", "localhost,evil",
]  # fmt: skip
PATHS = ["/", "/status.js", "/healthz", "/api/status", "/nowhere", "/socket.io/?EIO=4&transport=polling"]


@pytest.mark.parametrize("host", GOOD_HOSTS)
async def test_names_of_this_machine_are_answered(host: str) -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession(headers={"Host": host}) as session:
        assert [(await session.get(f"{url}{path}")).status for path in PATHS] == [
            200,
            200,
            200,
            200,
            404,
            200,
        ]


@pytest.mark.parametrize("host", BAD_HOSTS)
async def test_a_foreign_name_is_refused_everywhere(host: str) -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession(headers={"Host": host}) as session:
        assert [(await session.get(f"{url}{path}")).status for path in PATHS] == [403] * len(PATHS)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket")


async def test_who_was_refused_is_told_once_why_and_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        named = await session.get(f"{url}/", headers={"Host": "evil.example"})
        paged = await session.get(f"{url}/", headers={"Origin": f"http://evil.example/\N{BELL}{'x' * 999}"})
        told = [await named.text(), await paged.text()]

    assert told[0].startswith("refused: expected localhost or 127.0.0.1, ")
    assert told[1].startswith("refused: this origin may not connect")
    first, second = (record.getMessage() for record in caplog.records)
    assert "refused, its Host is 'evil.example': expected localhost" in first
    assert "refused, its Origin is 'http://evil.example/" in second
    assert first.count("refused") == second.count("refused") == 1
    assert second.isascii()
    assert len(second) < 300


def good_origins(port: str) -> list[str]:
    return [
        f"http://localhost:{port}",
        f"http://127.0.0.1:{port}",
        f"http://[::1]:{port}",
        "http://localhost:3000",
        "https://dashboard.example",
    ]


def bad_origins(port: str) -> list[str]:
    return [
        "http://evil.example",
        "null",
        "",
        f"https://localhost:{port}",
        "http://localhost",
        "http://localhost:3001",
        "http://localhost:3000.evil.example",
        f"http://localhost:{port}.evil.example",
        f"http://evil.example:{port}",
        "http://dashboard.example",
        "https://dashboard.example:8443",
        "https://dashboard.example.evil.example",
        "*",
    ]


@pytest.mark.parametrize("transport", ["polling", "websocket"])
async def test_own_and_named_pages_may_connect(transport: str) -> None:
    async with running_site(origins=["https://dashboard.example"]) as (url, *_):
        for origin in good_origins(url.rpartition(":")[2]):
            async with listening(url, transports=[transport], origin=origin) as client:
                await client.welcomed()


async def test_foreign_pages_may_not_connect() -> None:
    async with (
        running_site(origins=["https://dashboard.example"]) as (url, *_),
        aiohttp.ClientSession() as session,
    ):
        for origin in bad_origins(url.rpartition(":")[2]):
            headers = {"Origin": origin}
            where = f"{url}/socket.io/?EIO=4&transport="
            assert (await session.get(f"{where}polling", headers=headers)).status == 403
            assert (await session.post(f"{where}polling&sid=x", headers=headers)).status == 403
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await session.ws_connect(f"{where}websocket", headers=headers)


async def test_rest_answers_own_and_named_pages_only() -> None:
    async with (
        running_site(origins=["https://dashboard.example"]) as (url, *_),
        aiohttp.ClientSession() as session,
    ):
        port = url.rpartition(":")[2]
        for origin in good_origins(port):
            answer = await session.get(f"{url}/api/status", headers={"Origin": origin})
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == origin
            assert answer.headers["Vary"] == "Origin"
        for origin in bad_origins(port):
            answer = await session.get(f"{url}/api/status", headers={"Origin": origin})
            assert answer.status == 403
            assert "Access-Control-Allow-Origin" not in answer.headers
            assert "ABUTRE_CORS_ORIGINS" in await answer.text()


async def test_an_allowed_page_may_poll_across_origins() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        headers = {"Origin": "http://localhost:3000"}
        answer = await session.get(f"{url}/socket.io/?EIO=4&transport=polling", headers=headers)

    assert answer.headers.getall("Access-Control-Allow-Origin") == ["http://localhost:3000"]


@pytest.mark.parametrize(
    "origin", ["*", "localhost:3000", "http://x/", "http://x/path", "ftp://x", "", "http://"]
)
def test_what_is_no_origin_cannot_be_allowed(origin: str) -> None:
    with pytest.raises(UserError, match="expected scheme, host and port"):
        web_server([origin])


def test_a_foreign_page_is_not_ours_because_it_called_us_by_its_own_name() -> None:
    origins, hosts = Origins([]), Hosts()

    assert origins.allowed("http://127.0.0.1:8000", "localhost:8000", "http", hosts)
    assert not origins.allowed("http://evil.example:8000", "evil.example:8000", "http", hosts)
    assert not origins.allowed("http://localhost:8000", "evil.example:8000", "http", hosts)
