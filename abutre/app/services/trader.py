"""The only one that acts: takes one fact at a time, asks the engine, journals, tells, acts."""

import asyncio
import logging
from collections.abc import Sequence

from abutre.app.services.bookkeeping import BUFFER_LIMIT, Bookkeeping
from abutre.app.services.carry_out import CarryOut
from abutre.app.services.inbox import Inbox
from abutre.app.services.keeper import Keeper
from abutre.app.services.latest import Latest
from abutre.app.services.precedence import Precedence
from abutre.domain.effects import Buy, Effect
from abutre.domain.errors import EngineError, LateOrderError, StoreError
from abutre.domain.events import AlertLevel, Sequenced, SystemAlert
from abutre.domain.facts import Fact, Quoted
from abutre.domain.observing import Observer
from abutre.domain.ports import Engine, EventPublisher
from abutre.domain.preview import Preview
from abutre.domain.settings import Settings

IN_TIME = 1.0
"""Seconds that an entry may take before an order in it is asked whether it is still wanted."""

SENT_LATE = "The order of the next level goes out late"
"""What is told, and kept, before it does."""

_log = logging.getLogger(__name__)


class Trader:
    """One inbox, one task. Nothing leaves, neither event nor order, before it is on disk."""

    def __init__(
        self,
        *,
        engine: Engine,
        keeper: Keeper,
        publisher: EventPublisher,
        carry_out: CarryOut,
        bookkeeping: Bookkeeping,
        observers: Sequence[Observer],
        precedence: Precedence,
        latest: Latest,
    ) -> None:
        self._engine = engine
        self._keeper = keeper
        self._publisher = publisher
        self._carry_out = carry_out
        self._bookkeeping = bookkeeping
        self._observers = observers
        self._precedence = precedence
        self._inbox = Inbox()
        self.latest = latest

    @property
    def epoch(self) -> int:
        """Market time, epoch seconds."""
        return self._bookkeeping.epoch

    @property
    def failing(self) -> asyncio.Event:
        """Set while the store fails: nothing leaves, and whatever is submitted waits."""
        return self._keeper.failing

    @property
    def waiting(self) -> int:
        """Facts that wait for their turn, the one that is being dealt with included."""
        return len(self._inbox)

    @property
    def dealt_with(self) -> int:
        """Facts that are done with, since the start of the process."""
        return self._inbox.dealt_with

    def preview(self, settings: Settings) -> Preview:
        """As `Engine.preview`."""
        return self._engine.preview(settings)

    def slowest_commit(self) -> float:
        """Seconds that the slowest commit took since this was last asked."""
        return self._keeper.slowest()

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
        """Take no more facts: `run` deals with those that wait, and returns; a store that fails ends it."""
        self._inbox.close()
        self._keeper.give_up()

    async def run(self) -> None:
        """Deal with facts until closed.

        Raises:
            StoreError: it was closed while the journal could not be written; nothing was sent since its last
                entry.
        """
        try:
            async for delivery in self._inbox:
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
        if isinstance(fact, Quoted):
            self.latest.offered(fact)
        if effects and isinstance(effects[-1], Buy):
            with self._precedence.taken():
                return await self._journal_tell_act(effects)
        if effects or self._bookkeeping.waiting >= BUFFER_LIMIT:
            return await self._journal_tell_act(effects)
        return None

    async def _journal_tell_act(self, effects: Sequence[Effect]) -> Fact | None:
        decided = self._bookkeeping.epoch
        took = await self._journal_tell(effects)
        slow = took >= IN_TIME
        while True:
            try:
                return await self._carry_out.last_of(effects, decided=decided, slow=slow)
            except LateOrderError as late:
                # Who was frozen may have been succeeded: only who can still write may send.
                decided = late.epoch
                await self._journal_tell(
                    (SystemAlert(level=AlertLevel.WARNING, message=SENT_LATE, epoch=self.epoch),)
                )

    async def _journal_tell(self, effects: Sequence[Effect]) -> float:
        """Seconds that it took to be kept."""
        failed = False

        async def tell(error: StoreError) -> None:
            nonlocal failed
            failed = True
            words = self._error(f"The journal cannot be written, trading rests until it can: {error}")
            await self._publisher.publish(Sequenced(seq=self.latest.seq, event=words))

        entry = self._bookkeeping.entry(effects, self._engine.snapshot())
        took = await self._keeper.keep(entry, on_failure=tell)
        for observer in self._observers:
            observer.observe(entry, kept_in=took)
        self.latest.note(entry)
        for event in entry.events:
            await self._publisher.publish(event)
        if failed:
            words = f"The journal can be written again after {took:.0f} s; everything goes on"
            took += await self._journal_tell(
                (SystemAlert(level=AlertLevel.SUCCESS, message=words, epoch=self.epoch),)
            )
        return took

    def _error(self, message: str) -> SystemAlert:
        return SystemAlert(level=AlertLevel.ERROR, message=message, epoch=self.epoch)
