"""The login page and the status page in a real browser, under their own Content-Security-Policy."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.tokens import guarded, token
from tests.web_client import running_site

PATIENCE = 40.0
CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is missing: apt-get install chromium")


class Page:
    """One tab, over the browser's DevTools protocol.

    Attributes:
        complaints: what the browser reports of errors and of its security policy.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.complaints: list[str] = []
        self._socket = socket
        self._ids = count(1)

    async def ask(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            told = await self._socket.receive_json(timeout=PATIENCE)
            if told.get("method") == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
                self.complaints.append(told["params"]["entry"]["text"])
            if told.get("method") == "Runtime.exceptionThrown":
                self.complaints.append(repr(told["params"]))
            if told.get("id") == number:
                return told["result"]

    async def open(self, url: str) -> None:
        await self.ask("Page.navigate", url=url)

    async def says(self, script: str) -> Any:
        """The value of an expression in the page; None while there is none."""
        told = await self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        return told["result"].get("value")

    async def until(self, script: str, wanted: object) -> None:
        """Wait until an expression has a value."""
        end = time.monotonic() + PATIENCE
        while (found := await self.says(script)) != wanted:
            assert time.monotonic() < end, (script, found, self.complaints)
            await asyncio.sleep(0.1)


@asynccontextmanager
async def browsing(profile: Path) -> AsyncIterator[Page]:
    """A fresh browser with one tab."""
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        *(CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--no-first-run", "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        where = profile / "DevToolsActivePort"
        async with asyncio.timeout(PATIENCE):
            while not where.exists() or not where.read_text().strip():  # noqa: ASYNC110 (a browser writes it)
                await asyncio.sleep(0.1)
        port = where.read_text().split()[0]
        async with aiohttp.ClientSession() as session:
            tabs = await (await session.get(f"http://127.0.0.1:{port}/json/list")).json()
            debugged = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
            async with session.ws_connect(debugged, max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Page", "Log", "Runtime"):
                    await page.ask(f"{domain}.enable")
                yield page
    finally:
        os.killpg(process.pid, 9)
        await process.wait()


async def test_the_one_time_link_leads_to_a_status_page_that_lives(tmp_path: Path) -> None:
    async with running_site(entrance=guarded()) as running, browsing(tmp_path) as page:
        link = running.site.login_link(running.url)
        assert link is not None
        await page.open(link)
        await page.until("document.getElementById('connection')?.textContent", "Live")
        assert await page.says("location.href") == f"{running.url}/"
        assert await page.says("document.getElementById('balance').textContent") == "2000.00, highest 2000.00"
        assert "code=" not in str(await page.ask("Page.getNavigationHistory"))
        assert await page.says("document.cookie") == ""
        assert page.complaints == []

        await page.open(f"{link}again")
        await page.until("document.getElementById('message')?.textContent.startsWith('Refused')", wanted=True)


async def test_a_token_may_be_typed_in(tmp_path: Path) -> None:
    async with running_site(entrance=guarded()) as running, browsing(tmp_path) as page:
        await page.open(f"{running.url}/")
        await page.until("location.pathname + document.readyState", "/logincomplete")
        await page.says(f"document.getElementById('token').value = {token().token!r}")
        await page.says("document.forms[0].requestSubmit()")
        await page.until("document.getElementById('connection')?.textContent", "Live")
        assert page.complaints == []


async def test_foreign_and_inline_script_is_stopped_by_the_policy(tmp_path: Path) -> None:
    async with running_site() as running, browsing(tmp_path) as page:
        await page.open(f"{running.url}/")
        await page.until("document.getElementById('connection')?.textContent", "Live")
        assert page.complaints == []
        await page.says(
            "const one = document.createElement('script'); one.textContent = 'window.ran = true'; "
            "document.body.append(one)"
        )
        assert await page.says("window.ran === undefined") is True
        assert any("Content Security Policy" in complaint for complaint in page.complaints)
