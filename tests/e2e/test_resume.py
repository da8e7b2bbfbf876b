"""Clients come and go while the bot is killed and started: nobody misses or repeats an event."""

import asyncio
import json
import signal
from pathlib import Path
from random import Random

import aiohttp
import pytest

from tests.bot_process import bot
from tests.raw_client import speaking

CLIENTS = 12
RESTARTS = 4
SECONDS = 7.0
"""How long each of the bots lives, at least: until its share of the lives and events was seen."""
LIVES = 1_000
EVENTS = 200
"""What each of the clients sees, at least."""
_FAULTS = (aiohttp.ClientError, OSError, TimeoutError, ConnectionError)


class Viewer:
    """A dashboard that remembers the newest event it has seen, as a browser would."""

    def __init__(self, number: int) -> None:
        self.seen: int | None = None
        self.lives = 0
        self._address = f"127.0.3.{number + 1}"
        self._chance = Random(number)  # noqa: S311 (a test's chance)

    async def live(self, url: str) -> None:
        """Connect, see some events, and be gone, mostly without a word."""
        auth = "" if self.seen is None else json.dumps({"last_seq": self.seen})
        async with speaking(url, address=self._address) as client:
            self.lives += 1
            await client.connect(auth)
            while self.seen is None or self._chance.random() < 0.8:
                frame = await client.hear()
                if frame is None:
                    return
                self._see(frame)
            if self._chance.random() < 0.8:
                client.vanish()

    def _see(self, frame: str) -> None:
        name, _, *numbered = json.loads(frame.removeprefix("42"))
        if not numbered or name == "connection_ack":
            return
        seq = numbered[0]["seq"]
        if name == "state_snapshot":
            assert self.seen is None, "a client that can be brought up to date gets no snapshot"
            self.seen = seq
        elif self.seen != seq or self.lives > 1:  # the first life repeats the snapshot's number
            assert self.seen is not None
            assert seq == self.seen + 1, "no hole and no repeat"
            self.seen = seq


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_nobody_misses_an_event_however_often_they_leave_and_the_bot_is_killed(tmp_path: Path) -> None:
    viewers = [Viewer(number) for number in range(CLIENTS)]
    where = ""
    port = "0"

    async def go_on(viewer: Viewer) -> None:
        while True:
            try:
                await viewer.live(where)
            except _FAULTS:
                await asyncio.sleep(0.05)

    def seen_enough(share: float) -> bool:
        lives = sum(viewer.lives for viewer in viewers)
        return lives > LIVES * share and min(viewer.seen or 0 for viewer in viewers) > EVENTS * share

    for restart in range(RESTARTS):
        async with bot(tmp_path, "--speed", "1000", "--port", port) as running:
            where = running.url
            port = where.rstrip("/").rpartition(":")[2]
            living = [asyncio.create_task(go_on(viewer)) for viewer in viewers]
            while True:
                done, _ = await asyncio.wait(living, timeout=SECONDS, return_when=asyncio.FIRST_EXCEPTION)
                if done or seen_enough((restart + 1) / RESTARTS):
                    break
            running.signal(signal.SIGKILL if restart % 2 else signal.SIGTERM)
            await running.ended()
            for life in living:
                life.cancel()
            await asyncio.gather(*living, return_exceptions=True)
            for life in done:
                life.result()

    assert seen_enough(1)
