"""The dashboard's export as the server serves it: paths, caching, packed files, inline code, who may look."""

import asyncio
import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.tokens import guarded
from tests.web_client import running_site

INLINE = "self.__next_f=[]"
HASHED = "/_next/static/chunks/abc.js"
PAGE = f'<html><script src="{HASHED}"></script><script>{INLINE}</script><p>dashboard</p></html>'
HTML, NO_CACHE = "text/html", "no-cache"


async def status_of(url: str, path: str) -> int:
    """What a GET of exactly `path` is answered with; clients that are polite would tidy it first."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split()[1])


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    for name, text in {
        "index.html": PAGE,
        "trades/index.html": PAGE.replace("dashboard", "trades"),
        "trades/index.txt": "payload",
        "404.html": PAGE.replace("dashboard", "no such page"),
        HASHED[1:]: "code()",
        f"{HASHED[1:]}.br": "packed",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    return folder


async def test_every_page_of_the_export_is_served_and_asked_for_again_each_time(export: Path) -> None:
    async with running_site(dashboard=export) as running, aiohttp.ClientSession(running.url) as web:
        for path, words in {"/": "dashboard", "/trades/": "trades"}.items():
            async with web.get(path) as answer:
                found = (answer.status, answer.content_type, answer.headers["Cache-Control"])
                assert found == (200, HTML, NO_CACHE)
                assert words in await answer.text()


async def test_hashed_files_stay_good_and_come_packed(export: Path) -> None:
    async with running_site(dashboard=export) as running, aiohttp.ClientSession(running.url) as web:
        async with web.get(HASHED, headers={"Accept-Encoding": "identity"}) as plain:
            assert await plain.text() == "code()"
            assert "immutable" in plain.headers["Cache-Control"]
        session = aiohttp.ClientSession(running.url, auto_decompress=False)
        async with session, session.get(HASHED, headers={"Accept-Encoding": "br"}) as packed:
            assert packed.headers["Content-Encoding"] == "br"
            assert await packed.read() == b"packed"


async def test_head_and_the_routers_texts_are_answered(export: Path) -> None:
    async with running_site(dashboard=export) as running, aiohttp.ClientSession(running.url) as web:
        assert (await web.head("/trades/")).status == 200
        assert await (await web.get("/trades/index.txt")).text() == "payload"


async def test_inline_code_of_the_export_is_allowed_by_its_hash_and_no_other(export: Path) -> None:
    code = base64.b64encode(hashlib.sha256(INLINE.encode()).digest()).decode()
    async with running_site(dashboard=export) as running, aiohttp.ClientSession(running.url) as web:
        policy = (await web.get("/")).headers["Content-Security-Policy"]

    assert f"script-src 'self' 'sha256-{code}';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/trades/..%2f..%2fsecret.txt", "/index.html.br", "/trades"],
)
async def test_nothing_else_is_served(export: Path, path: str) -> None:
    async with running_site(dashboard=export) as running:
        assert await status_of(running.url, path) == 404


async def test_whoever_mistypes_an_address_sees_a_page_and_programs_do_not(export: Path) -> None:
    async with running_site(dashboard=export) as running, aiohttp.ClientSession(running.url) as web:
        async with web.get("/nowhere", headers={"Accept": "text/html,*/*;q=0.8"}) as person:
            assert (person.status, person.content_type) == (404, HTML)
            assert "no such page" in await person.text()
        async with web.get("/nowhere") as program:
            assert (program.status, await program.text()) == (404, "404: Not Found")


async def test_without_an_export_the_status_page_stands_in(tmp_path: Path) -> None:
    async with running_site(dashboard=tmp_path) as running, aiohttp.ClientSession(running.url) as web:
        assert "status.js" in await (await web.get("/")).text()


async def test_whoever_is_not_logged_in_is_sent_to_the_login_from_every_page(export: Path) -> None:
    async with (
        running_site(dashboard=export, entrance=guarded()) as running,
        aiohttp.ClientSession(running.url) as web,
    ):
        for path in ("/", "/trades/"):
            async with web.get(path, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, "/login")
        assert (await web.get(HASHED)).status == 401
