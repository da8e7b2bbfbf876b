"""Clients that come and go at random under heavy traffic: each sees every event once, in order."""

import asyncio
import json
from random import Random

import aiohttp
import pytest
from aiohttp.http_exceptions import BadHttpMessage

from abutre.adapters.web.server_log import SERVER_LOG
from tests.echoing import polling
from tests.raw_client import speaking
from tests.web_client import alert, running_site

CLIENTS = 20
LIVES = 100
_PER_LIFE = 12


class Viewer:
    """One dashboard; it remembers the newest event it has seen, as a browser would."""

    def __init__(self, url: str, chance: Random) -> None:
        self.seen: int | None = None
        self.snapshots = 0
        self._url = url
        self._chance = chance

    async def live(self, enough: int) -> None:
        """Connect, see events up to about number `enough`, and be gone, mostly without a word."""
        auth = "" if self.seen is None else json.dumps({"last_seq": self.seen})
        if self._chance.random() < 0.2:
            async with polling(self._url) as poller:
                await poller.post(f"40{auth}")
                while (self.seen or 0) < enough and self._chance.random() < 0.9:
                    _, frames = await poller.poll()
                    for frame in frames.split("\x1e"):
                        self._see(frame)
            return
        async with speaking(self._url) as client:
            await client.hear_until("0")
            await client.say(f"40{auth}")
            while (self.seen or 0) < enough and self._chance.random() < 0.97:
                self._see(await client.hear() or "")
            if self._chance.random() < 0.8:
                client.vanish()

    def _see(self, frame: str) -> None:
        if not frame.startswith("42"):
            return
        name, _, numbered = json.loads(frame.removeprefix("42"))
        if name == "state_snapshot":
            assert self.seen is None, "a client that can be brought up to date gets no snapshot"
            self.snapshots += 1
            self.seen = numbered["seq"]
        elif name == "system_alert":
            assert self.seen is not None
            assert numbered["seq"] == self.seen + 1, "no hole and no repeat"
            self.seen += 1


@pytest.mark.slow
async def test_thousands_of_random_disconnects_leave_no_hole_and_no_repeat() -> None:
    async with running_site() as (url, _, controls, _):
        over = asyncio.Event()

        async def traffic() -> None:
            while not over.is_set():
                await controls.tell(*(alert(controls.seq + 1 + ahead) for ahead in range(5)))
                await asyncio.sleep(0.005)

        async def go_on(viewer: Viewer) -> None:
            for _ in range(LIVES):
                await viewer.live(controls.seq + chance.randrange(_PER_LIFE))

        chance = Random(0)  # noqa: S311 (a test's chance)
        telling = asyncio.create_task(traffic())
        viewers = [Viewer(url, Random(number)) for number in range(CLIENTS)]  # noqa: S311 (a test's chance)
        await asyncio.gather(*(go_on(viewer) for viewer in viewers))
        over.set()
        await telling

        for viewer in viewers:
            while viewer.seen is None or viewer.seen < controls.seq:
                await viewer.live(controls.seq)
    assert all(viewer.snapshots == 1 and viewer.seen == controls.seq for viewer in viewers)
    assert controls.seq > LIVES


async def test_a_server_without_clients_holds_nothing_of_them() -> None:
    async with running_site() as (url, server, *_):
        for _ in range(20):
            async with speaking(url) as client:
                await client.connect()
                client.vanish()
        async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz") as answer:
            assert answer.status == 200
        async with asyncio.timeout(5):
            while server.connected_clients:  # noqa: ASYNC110 (nobody tells when the last is forgotten)
                await asyncio.sleep(0.01)
        sockets = server._sockets
        assert not sockets.eio.sockets
        assert not sockets.environ
        assert not sockets._silent
        assert not sockets._live


@pytest.mark.parametrize("error", [ConnectionResetError(), BadHttpMessage("nonsense"), KeyError("ours")])
def test_only_faults_of_ours_stand_in_the_log(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    SERVER_LOG.error("Error handling request", exc_info=error)

    assert len(caplog.records) == isinstance(error, KeyError)
