"""The JavaScript example of the documentation, as a user runs it: it comes back without a hole."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from abutre.adapters.web.entry.revocations import Revocations
from abutre.adapters.web.site import Site
from tests.fakes.controls import FakeControls
from tests.node import JS, install
from tests.tokens import guarded, token
from tests.web_client import alert, host_time, running_site, site_of, web_server

EXAMPLE = Path(__file__).parents[2] / "examples" / "follow.mjs"


@asynccontextmanager
async def following(url: str, *shown: str) -> AsyncIterator[asyncio.StreamReader]:
    """What the example prints."""
    install()
    # A module finds its packages beside itself; another test may run there at the same time.
    beside = JS / f"follow_example_{uuid4().hex}.mjs"
    shutil.copy(EXAMPLE, beside)
    process = await asyncio.create_subprocess_exec(
        *("node", beside.name, url, *shown),
        cwd=JS,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        beside.unlink()


async def until(lines: asyncio.StreamReader, seq: int) -> list[int]:
    found: list[int] = []
    async with asyncio.timeout(30):
        while not found or found[-1] < seq:
            line = await lines.readline()
            if not line.startswith(b"refused"):  # while the server is away
                found.append(json.loads(line)["seq"])
    return found


def a_site(controls: FakeControls, port: int) -> Site:
    server = web_server()
    controls.publish_to(server)
    return site_of(server, controls, port=port)


async def test_the_example_follows_over_a_restart_of_the_server() -> None:
    controls = FakeControls(web_server())
    await controls.tell(alert(1))
    site = a_site(controls, 0)
    url = await site.start()
    async with following(url) as lines:
        seen = await until(lines, 1)
        await controls.tell(alert(2))
        seen += await until(lines, 2)
        await site.stop()
        await controls.tell(alert(3), alert(4))
        site = a_site(controls, int(url.rpartition(":")[2]))
        await site.start()
        seen += await until(lines, 4)
        await site.stop()
    assert seen == [1, 2, 3, 4]


async def test_the_example_tells_the_good_bye_once_and_ends_with_its_token(tmp_path: Path) -> None:
    lost = token()
    async with (
        running_site(entrance=guarded(tmp_path)) as (url, _, controls, _),
        following(url, lost.token) as lines,
        asyncio.timeout(30),
    ):
        await controls.tell(alert(1))
        assert await until(lines, 1) == [1]
        Revocations(tmp_path).add(lost.token_id, now=host_time())
        said = (await lines.read()).decode().splitlines()
    good_bye, refusal = json.loads(said[0]), said[1:]
    assert good_bye["payload"]["message"] == "the token was revoked; connect with a new one"
    assert refusal == ["refused: the token was revoked; connect with a new one"]
