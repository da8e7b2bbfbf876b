"""What other programs ask over HTTP: alive, ready, figures."""

import aiohttp

from tests.fakes.observing import FakeHealth
from tests.web_client import running_site


async def test_a_bot_that_can_work_is_ready() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        alive = await session.get(f"{url}/healthz")
        ready = await session.get(f"{url}/readyz")
        assert (alive.status, await alive.json()) == (200, {"status": "ok"})
        assert (ready.status, (await ready.json())["status"]) == (200, "ready")


async def test_a_bot_that_cannot_work_is_alive_and_says_why_it_is_not_ready() -> None:
    health = FakeHealth()
    health.reasons["feed"] = "no tick for 20 s"
    async with running_site(health=health) as (url, *_), aiohttp.ClientSession() as session:
        assert (await session.get(f"{url}/healthz")).status == 200
        ready = await session.get(f"{url}/readyz")
        assert ready.status == 503
        assert await ready.json() == {
            "status": "not ready",
            "checks": {"feed": "no tick for 20 s", "broker": "ok", "store": "ok", "purchases": "ok"},
        }


async def test_figures_are_told_in_the_text_format_of_prometheus() -> None:
    async with running_site() as (url, *_), aiohttp.ClientSession() as session:
        answer = await session.get(f"{url}/metrics")
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert await answer.text() == "# TYPE abutre_one gauge\nabutre_one 1.0\n"
