"""Sends notifications through Apprise, in its own time: trading never waits for a service."""

import asyncio
import logging
from collections.abc import Iterator, Sequence

from apprise import Apprise

from abutre.adapters.notify.channel import Channel
from abutre.adapters.notify.narrator import Narrator
from abutre.domain.errors import UserError
from abutre.domain.ports import Clock
from abutre.domain.records import Entry

LAST_WORDS = 5.0
"""Seconds that the end of the bot waits for services."""

_LIBRARIES = ("apprise", "urllib3")
"""They log addresses, which hold passwords."""

_log = logging.getLogger(__name__)


class Notifier:
    """The port `Observer`: what the narrator says of an entry goes to every address."""

    def __init__(self, *, addresses: Sequence[str], narrator: Narrator, title: str, clock: Clock) -> None:
        """Prepare; nothing is sent before `run`.

        Args:
            addresses: Apprise URLs, `tgram://…`, `discord://…`, `mailto://…`, `json://…`; secrets.
            narrator: what to say.
            title: of every message: which bot it is.
            clock: paces what is sent again.

        Raises:
            UserError: an address that Apprise does not know; it is named by its place only.
        """
        for library in _LIBRARIES:
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        self._narrator = narrator
        self._title = title
        self._channels = list(_channels(addresses, clock))

    @property
    def dropped(self) -> int:
        """Messages that did not reach one of the addresses."""
        return sum(channel.dropped for channel in self._channels)

    @property
    def waiting(self) -> int:
        """Messages that are not sent yet, of the address where most are."""
        return max((channel.waiting for channel in self._channels), default=0)

    def observe(self, entry: Entry, *, kept_in: float) -> None:  # noqa: ARG002 (the port's; of no interest here)
        """Line up what there is to tell of `entry`."""
        if not self._channels:
            return
        for message in self._narrator.messages(entry):
            for channel in self._channels:
                channel.put(self._title, message)

    async def run(self) -> None:
        """Send what waits; endless."""
        async with asyncio.TaskGroup() as tasks:
            for channel in self._channels:
                tasks.create_task(channel.run())

    async def flush(self) -> None:
        """Wait until everything that was lined up is sent or given up, `LAST_WORDS` seconds at most."""
        try:
            async with asyncio.timeout(LAST_WORDS):
                await asyncio.gather(*(channel.flush() for channel in self._channels))
        except TimeoutError:
            _log.warning("the bot ends before all notifications were sent")


def _channels(addresses: Sequence[str], clock: Clock) -> Iterator[Channel]:
    for place, address in enumerate(addresses, 1):
        service = Apprise()
        if not service.add(address):
            raise UserError(
                f"ABUTRE_NOTIFY_URLS: address number {place} is not one that Apprise knows; "
                "expected addresses such as tgram://TOKEN/CHAT or json://HOST/PATH, separated by spaces"
            )
        yield Channel(service, place=place, clock=clock)
