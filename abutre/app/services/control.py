"""What clients may ask of the bot: each request becomes a fact, and is answered when that was dealt with."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from abutre.app.services.answers import Answers
from abutre.app.services.confirmation import Confirmation
from abutre.app.services.inbox import InboxClosedError
from abutre.app.services.trader import Trader
from abutre.domain.archive import SettingsRepository
from abutre.domain.commands import BotCommand, Reply
from abutre.domain.errors import SettingsError, StoreError
from abutre.domain.events import Sequenced
from abutre.domain.facts import CommandGiven, SettingsStored
from abutre.domain.model import Account
from abutre.domain.ports import Clock, Journal
from abutre.domain.preview import Preview
from abutre.domain.records import Audit, StateView
from abutre.domain.settings import updated
from abutre.domain.symbols import Symbol

HELD_EVENTS = 10_000
"""Newest events that a client who was away may still get."""

WAITS = "the journal cannot be written now; this waits, and is done as soon as it can"
"""The answer while the store fails."""

_log = logging.getLogger(__name__)


class Control:
    """The `Controls` port."""

    def __init__(
        self,
        *,
        trader: Trader,
        journal: Journal,
        settings: SettingsRepository,
        confirmation: Confirmation,
        clock: Clock,
        account: Account,
        symbol: Symbol,
    ) -> None:
        self._trader = trader
        self._journal = journal
        self._settings = settings
        self._confirmation = confirmation
        self._clock = clock
        self._account = account
        self._symbol = symbol
        self._one_update_at_a_time = asyncio.Lock()
        self._answers = Answers()
        self._shown: StateView | None = None
        self._shown_at = -1  # how often `latest` had changed by then

    async def command(self, command: BotCommand, command_id: str | None = None) -> Reply:
        """start, pause or stop; answered when the bot has done it."""
        return await self._answers.once("command", command_id, command, lambda: self._command(command))

    async def update_settings(self, update: Mapping[str, object], command_id: str | None = None) -> Reply:
        """Store `update` as a new version and apply it."""
        return await self._answers.once("settings", command_id, update, lambda: self._update(update))

    async def preview(self, update: Mapping[str, object]) -> Preview | Reply:
        """What the settings would mean with `update`."""
        present = (await self._settings.load()).settings
        try:
            wanted = updated(present, update) if update else present
        except SettingsError as error:
            return Reply(ok=False, error=str(error), errors=error.errors)
        return self._trader.preview(wanted)

    async def reject(self, message: str) -> None:
        """Note in the log that a client's request was turned away."""
        _log.warning("a client's request was turned away: %s", message)

    async def audit(self, record: Audit) -> None:
        """Keep `record` in the journal."""
        await self._journal.audit(record)

    async def state(self) -> StateView:
        """Everything a client needs to draw itself, between two facts; the same object while it holds."""
        latest = self._trader.latest
        if self._shown is None or self._shown_at != latest.changes:
            self._shown_at = latest.changes
            self._shown = StateView(
                seq=latest.seq,
                account=self._account,
                symbol=self._symbol,
                bot_status=latest.bot_status,
                settings=latest.settings,
                balance=latest.balance,
                position=latest.position,
                market=latest.market,
                risk_stats=latest.risk_stats,
                quote=latest.quote,
                candles=latest.recent.candles,
                equity=latest.recent.equity,
                trades=latest.recent.trades,
                alerts=latest.recent.alerts,
            )
        return self._shown

    async def events_after(self, seq: int) -> Sequence[Sequenced] | None:
        """Every event told after `seq`; None when it is not known or more than 10 000 came since."""
        newest = self._trader.latest.seq
        if not newest - HELD_EVENTS <= seq <= newest:
            return None
        kept = await self._journal.events_after(seq, HELD_EVENTS)
        # What came since is on its way: whoever asks is told of it.
        return kept and [event for event in kept if event.seq <= newest]

    async def _command(self, command: BotCommand) -> Reply:
        fact = CommandGiven(
            verb=command.verb, after_sequence=command.after_sequence, epoch=self._trader.epoch
        )
        return await self._submit(fact)

    async def _update(self, update: Mapping[str, object]) -> Reply:
        async with self._one_update_at_a_time:
            try:
                present = await self._settings.load()
                wanted = updated(present.settings, update)
                await self._confirmation.check(present.settings, wanted)
                stored = await self._settings.store(wanted, stored_at=self._clock.now())
            except SettingsError as error:
                return Reply(ok=False, error=str(error), errors=error.errors)
            except StoreError as error:
                _log.exception("settings could not be stored")
                return Reply(ok=False, error=str(error))
            return await self._submit(
                SettingsStored(settings=stored.settings, version=stored.version, epoch=self._trader.epoch)
            )

    async def _submit(self, fact: CommandGiven | SettingsStored) -> Reply:
        submitted = asyncio.create_task(self._trader.submit(fact))
        failing = asyncio.create_task(self._trader.failing.wait())
        try:
            await asyncio.wait({submitted, failing}, return_when=asyncio.FIRST_COMPLETED)
            if not submitted.done():
                return Reply(ok=False, error=WAITS)
            taken = submitted.result()
        except InboxClosedError as error:
            return Reply(ok=False, error=str(error))
        finally:
            submitted.cancel()
            failing.cancel()
        return Reply(ok=True) if taken else Reply(ok=False, error="the engine refused it; nothing changed")
