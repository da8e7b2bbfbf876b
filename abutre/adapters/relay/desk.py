"""Answers what gateways ask of the bot: commands, its state, its archive."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from abutre.adapters.relay.line import Line, LostError
from abutre.adapters.relay.seal import FRESH_SECONDS
from abutre.adapters.relay.values import About, numbered_plain, page_plain, reply_plain, view_plain
from abutre.domain.archive import Archive, SettingsReading, Window
from abutre.domain.codec import Plain, build, plain
from abutre.domain.commands import BotCommand, Reply
from abutre.domain.errors import StoreError, UserError
from abutre.domain.ports import Clock, Controls
from abutre.domain.records import Audit

REQUESTS = "requests"
"""The channel."""
ANSWERS = "answers:"
"""Beginning of the channel of each gateway's answers."""
MOST_AT_ONCE = 64
"""Requests that are dealt with at once; who asks more gets no answer, and asks again."""

_BATCH = 64
_log = logging.getLogger(__name__)


class Desk:
    """Deals with each request once."""

    def __init__(
        self,
        *,
        line: Line,
        clock: Clock,
        controls: Controls,
        archive: Archive,
        settings: SettingsReading,
        about: Callable[[], About],
    ) -> None:
        self._line = line
        self._clock = clock
        self._controls = controls
        self._archive = archive
        self._settings = settings
        self._about = about
        self._seen: dict[str, float] = {}
        self._at_work: set[asyncio.Task[None]] = set()
        self._answers: dict[str, Callable[[Plain], Awaitable[Plain]]] = {
            "about": self._who,
            "command": self._command,
            "update_settings": self._update_settings,
            "preview": self._preview,
            "audit": self._audit,
            "state": self._state,
            "events_after": self._events_after,
            "page": self._page,
            "levels": self._levels,
            "settings": self._load,
            "history": self._history,
        }

    async def run(self) -> None:
        """Answer; endless."""
        try:
            await self._line.listen(REQUESTS, self._take)
        finally:
            for task in self._at_work:
                task.cancel()
            await asyncio.gather(*self._at_work, return_exceptions=True)

    async def _take(self, request: Plain) -> None:
        if len(self._at_work) >= MOST_AT_ONCE or not self._is_new(request["id"]):
            return
        task = asyncio.create_task(self._serve(request))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    def _is_new(self, request_id: str) -> bool:
        # Older ones are not fresh, so nobody can say them again.
        now = self._clock.monotonic()
        while self._seen and now - next(iter(self._seen.values())) > 2 * FRESH_SECONDS:
            del self._seen[next(iter(self._seen))]
        if request_id in self._seen:
            return False
        self._seen[request_id] = now
        return True

    async def _serve(self, request: Plain) -> None:
        answer: Plain = {"id": request["id"]}
        try:
            answer["value"] = await self._answers[request["what"]](request["given"])
        except UserError as error:
            answer["failed"] = str(error)
        except Exception:  # noqa: BLE001 (a bug is told, and must not end the bot)
            _log.exception("a gateway's request failed: %s", request["what"])
            answer["failed"] = "internal error"
        try:
            await self._line.say(ANSWERS + request["from"], answer)
        except LostError:
            _log.warning("an answer to a gateway got lost: %s", request["what"])

    async def _who(self, _given: Plain) -> Plain:
        return plain(self._about())

    async def _command(self, given: Plain) -> Plain:
        command: BotCommand = build(BotCommand, given["command"])
        return reply_plain(await self._controls.command(command, given["command_id"]))

    async def _update_settings(self, given: Plain) -> Plain:
        return reply_plain(await self._controls.update_settings(given["update"], given["command_id"]))

    async def _preview(self, given: Plain) -> Plain:
        answer = await self._controls.preview(given)
        if isinstance(answer, Reply):
            return {"refused": reply_plain(answer), "preview": None}
        return {"refused": None, "preview": plain(answer)}

    async def _audit(self, given: Plain) -> Plain:
        record: Audit = build(Audit, given)
        await self._controls.audit(record)

    async def _state(self, _given: Plain) -> Plain:
        return view_plain(await self._controls.state())

    async def _events_after(self, seq: Plain) -> Plain:
        events = await self._controls.events_after(seq)
        if events is None:
            return None
        found = []
        for number, event in enumerate(events, start=1):
            found.append(numbered_plain(event))
            if number % _BATCH == 0:
                await asyncio.sleep(0)  # trading goes first
        return found

    async def _page(self, given: Plain) -> Plain:
        window: Window = build(Window, given["window"])
        match given["of"]:
            case "trades":
                return page_plain(await self._archive.trades(window))
            case "contracts":
                return page_plain(await self._archive.contracts(window))
            case "candles":
                return page_plain(await self._archive.candles(window))
            case "equity":
                return page_plain(await self._archive.equity(window))
            case "alerts":
                return page_plain(await self._archive.alerts(window))
        raise StoreError("there are no such pages; the gateway is of another version")

    async def _levels(self, run_id: Plain) -> Plain:
        return [plain(level) for level in await self._archive.levels(run_id)]

    async def _load(self, _given: Plain) -> Plain:
        return plain(await self._settings.load())

    async def _history(self, _given: Plain) -> Plain:
        return [plain(stored) for stored in await self._settings.history()]
