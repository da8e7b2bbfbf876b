"""A bot's side and a gateway's side of a real Redis, in one process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from abutre.adapters.relay.archive import RelayedArchive, RelayedSettings
from abutre.adapters.relay.asking import Asking
from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.relay.controls import RelayedControls
from abutre.adapters.relay.desk import Desk
from abutre.adapters.relay.follower import Follower
from abutre.adapters.relay.line import Line
from abutre.adapters.relay.past import Past
from abutre.adapters.relay.seal import Seal
from abutre.adapters.relay.values import About
from abutre.adapters.system.clock import SystemClock
from abutre.domain.archive import Archive, SettingsReading
from abutre.domain.errors import StoreError
from abutre.domain.model import AccountMode
from abutre.domain.ports import Controls, EventPublisher
from tests.fakes.archive import FakeArchive
from tests.fakes.controls import EPOCH
from tests.fakes.journal import FakeJournal
from tests.fakes.observing import FakeHealth
from tests.fakes.settings_repository import FakeSettingsRepository

SECRET = "a secret of bot and gateways, 32 bytes and more"  # noqa: S105 (opens nothing)
CLOCK = SystemClock()


def line(url: str, secret: str = SECRET) -> Line:
    return Line(url, bot="abutre", seal=Seal(secret, now=CLOCK.now), clock=CLOCK)


def about(seq: int) -> About:
    return About(symbol="R_100", mode=AccountMode.SIMULATED, run_id=1, seq=seq, epoch=EPOCH)


@asynccontextmanager
async def bot_side(
    url: str,
    broadcast: Broadcast,
    bot: Controls,
    seq: Callable[[], int],
    *,
    archive: Archive | None = None,
    settings: SettingsReading | None = None,
) -> AsyncIterator[None]:
    """The bot at Redis, answering for `bot`, whose newest event has the number `seq`."""
    spoken = line(url)
    desk = Desk(
        line=spoken,
        clock=CLOCK,
        controls=bot,
        archive=archive or FakeArchive(FakeJournal()),
        settings=settings or FakeSettingsRepository(),
        about=lambda: about(seq()),
    )
    work = [
        asyncio.create_task(desk.run()),
        asyncio.create_task(broadcast.run(lambda: about(seq()), FakeHealth())),
    ]
    try:
        yield
    finally:
        await cancelled(work)
        await spoken.close()


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway's side."""

    line: Line
    asking: Asking
    past: Past
    controls: RelayedControls
    archive: RelayedArchive
    settings: RelayedSettings

    def follower(self, publisher: EventPublisher, start_over: Callable[[], None], seq: int) -> Follower:
        return Follower(
            line=self.line,
            controls=self.controls,
            past=self.past,
            publisher=publisher,
            start_over=start_over,
            about=about(seq),
            clock=CLOCK,
        )


@asynccontextmanager
async def gateway_side(url: str) -> AsyncIterator[Gateway]:
    """A gateway at Redis, once the bot answers it."""
    spoken = line(url)
    asking, past = Asking(spoken), Past()
    controls = RelayedControls(asking=asking, past=past)
    listening = asyncio.create_task(asking.run())
    try:
        await answered(controls)
        yield Gateway(spoken, asking, past, controls, RelayedArchive(asking), RelayedSettings(asking))
    finally:
        await cancelled([listening])
        await spoken.close()


async def answered(controls: RelayedControls) -> About:
    """What the bot says, once it answers."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await controls.about()
            except StoreError:
                await asyncio.sleep(0.05)


async def cancelled(work: list[asyncio.Task[None]]) -> None:
    for task in work:
        task.cancel()
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, Exception):
            raise result
