"""The only one that acts: takes one fact at a time, asks the engine, journals, tells, acts."""

import asyncio
import logging
from collections.abc import Sequence

from abutre.app.services.bookkeeping import BUFFER_LIMIT, Bookkeeping
from abutre.app.services.carry_out import CarryOut
from abutre.app.services.inbox import Inbox
from abutre.app.services.latest import Latest
from abutre.domain.effects import Effect
from abutre.domain.errors import EngineError, StoreError
from abutre.domain.events import AlertLevel, Sequenced, SystemAlert
from abutre.domain.facts import Fact
from abutre.domain.ports import Engine, EventPublisher, Journal
from abutre.domain.records import Entry

_log = logging.getLogger(__name__)


class Trader:
    """One inbox, one task. Nothing leaves, neither event nor order, before it is on disk."""

    def __init__(
        self,
        *,
        engine: Engine,
        journal: Journal,
        publisher: EventPublisher,
        carry_out: CarryOut,
        bookkeeping: Bookkeeping,
    ) -> None:
        self._engine = engine
        self._journal = journal
        self._publisher = publisher
        self._carry_out = carry_out
        self._bookkeeping = bookkeeping
        self._inbox = Inbox()
        self.latest = Latest(seq=bookkeeping.last_seq)
        self.between_facts = asyncio.Lock()
        """Held while a fact is dealt with. Who holds it sees journal and `latest` agree; keep it short."""

    @property
    def epoch(self) -> int:
        """Market time, epoch seconds."""
        return self._bookkeeping.epoch

    async def submit(self, fact: Fact) -> bool:
        """Give the trader a fact; returns when all that follows from it has been carried out.

        Returns:
            False when the engine refused the fact.

        Raises:
            InboxClosedError: the trader has ended.
        """
        return await self._inbox.deliver(fact)

    async def alert(self, message: str, level: AlertLevel = AlertLevel.ERROR) -> None:
        """Have something told that the engine knows nothing of.

        Raises:
            InboxClosedError: the trader has ended.
        """
        await self._inbox.deliver(SystemAlert(level=level, message=message, epoch=self.epoch))

    def close(self) -> None:
        """Take no more facts: `run` deals with those that wait, and returns."""
        self._inbox.close()

    async def run(self) -> None:
        """Deal with facts until closed.

        Raises:
            StoreError: the journal could not be written; nothing was sent since its last entry.
        """
        try:
            async for delivery in self._inbox:
                async with self.between_facts:
                    delivery.answer(taken=await self._deal_with(delivery.content))
            if self._bookkeeping.waiting:
                await self._journal_tell_act(())
        finally:
            self._inbox.abandon()

    async def _deal_with(self, content: Fact | SystemAlert) -> bool:
        if isinstance(content, SystemAlert):
            await self._journal_tell_act((content,))
            return True
        following: Fact | None = content
        try:
            while following is not None:
                following = await self._take(following)
        except EngineError as error:
            _log.exception("the engine refused %r", following)
            await self._journal_tell_act((self._error(f"A fact was refused, nothing changed: {error}"),))
            return False
        return True

    async def _take(self, fact: Fact) -> Fact | None:
        effects = self._engine.step(fact)
        self._bookkeeping.note(fact)
        if effects or self._bookkeeping.waiting >= BUFFER_LIMIT:
            return await self._journal_tell_act(effects)
        return None

    async def _journal_tell_act(self, effects: Sequence[Effect]) -> Fact | None:
        entry = self._bookkeeping.entry(effects, self._engine.snapshot())
        await self._keep(entry)
        for event in entry.events:
            self.latest.note(event)
            await self._publisher.publish(event)
        return await self._carry_out.last_of(effects)

    async def _keep(self, entry: Entry) -> None:
        try:
            await self._journal.commit(entry)
        except StoreError as error:
            _log.critical("the journal could not be written, trading ends: %s", error)
            last_words = self._error(f"The journal could not be written, trading ends: {error}")
            await self._publisher.publish(Sequenced(seq=self.latest.seq, event=last_words))
            raise

    def _error(self, message: str) -> SystemAlert:
        return SystemAlert(level=AlertLevel.ERROR, message=message, epoch=self.epoch)
