"""The bot as a gateway's clients see it: asked over Redis, its newest events at hand."""

import logging
from collections.abc import Mapping, Sequence

from abutre.adapters.relay.asking import Asking
from abutre.adapters.relay.past import Past
from abutre.adapters.relay.values import About, numbered, reply, view
from abutre.domain.codec import build, plain
from abutre.domain.commands import BotCommand, Reply
from abutre.domain.errors import StoreError
from abutre.domain.events import Sequenced
from abutre.domain.preview import Preview
from abutre.domain.records import Audit, StateView

_log = logging.getLogger(__name__)


class RelayedControls:
    """The port `Controls`."""

    def __init__(self, *, asking: Asking, past: Past) -> None:
        self._asking = asking
        self._past = past

    async def command(self, command: BotCommand, command_id: str | None = None) -> Reply:
        """start, pause or stop; answered when the bot has done it."""
        return await self._reply("command", {"command": plain(command), "command_id": command_id})

    async def update_settings(self, update: Mapping[str, object], command_id: str | None = None) -> Reply:
        """Have `update` stored and applied."""
        return await self._reply("update_settings", {"update": dict(update), "command_id": command_id})

    async def preview(self, update: Mapping[str, object]) -> Preview | Reply:
        """What the settings would mean with `update`, by the bot's engine."""
        found = await self._asking.ask("preview", dict(update))
        if found["refused"] is not None:
            return reply(found["refused"])
        preview: Preview = build(Preview, found["preview"])
        return preview

    async def reject(self, message: str) -> None:
        """Note in the gateway's log that a client's request was turned away."""
        _log.warning("a client's request was turned away: %s", message)

    async def audit(self, record: Audit) -> None:
        """Have `record` kept in the bot's journal."""
        await self._asking.ask("audit", plain(record))

    async def state(self) -> StateView:
        """Everything a client needs to draw itself."""
        return view(await self._asking.ask("state"))

    async def events_after(self, seq: int) -> Sequence[Sequenced] | None:
        """What this gateway has told itself, else what the bot knows."""
        known = self._past.after(seq)
        return await self.asked_after(seq) if known is None else known

    async def asked_after(self, seq: int) -> Sequence[Sequenced] | None:
        """As `events_after`, from the bot."""
        found = await self._asking.ask("events_after", seq)
        return None if found is None else [numbered(told) for told in found]

    async def about(self) -> About:
        """Which bot answers, and how far it is."""
        found: About = build(About, await self._asking.ask("about"))
        return found

    async def _reply(self, what: str, given: Mapping[str, object]) -> Reply:
        try:
            return reply(await self._asking.ask(what, given))
        except StoreError as error:
            return Reply(ok=False, error=str(error))
