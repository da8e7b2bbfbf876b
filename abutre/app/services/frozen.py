"""A purchase that nobody could find out about: which one it is, and the operator's word on it."""

from abutre.app.services.bookkeeping import Bookkeeping
from abutre.domain.effects import Reconcile
from abutre.domain.facts import Purchased, Refused, Started
from abutre.domain.model import Book, Order
from abutre.domain.ports import Engine, EngineFactory, Journal


class Frozen:
    """The engine as the last process left it."""

    def __init__(
        self, *, engine: Engine, engines: EngineFactory, journal: Journal, bookkeeping: Bookkeeping
    ) -> None:
        self._engine = engine
        self._engines = engines
        self._journal = journal
        self._bookkeeping = bookkeeping

    def unresolved(self) -> Order | None:
        """The account's purchase that was never confirmed, None when there is none."""
        trial = self._engines.restored(self._engine.snapshot())
        start = Started(
            epoch=self._bookkeeping.epoch, balance=trial.standing().balance, account_allowed=True, note=""
        )
        match trial.step(start)[-1]:
            case Reconcile(book=Book.ACCOUNT, contract_id=None) as asked:
                return Order(intent=asked.intent, direction=asked.direction, stake=asked.stake)
            case _:
                return None

    async def resolve(self, fact: Purchased | Refused) -> None:
        """Journal `fact` and what follows from it; the next start goes on from there.

        Raises:
            StoreError: it could not be kept; nothing of it was.
        """
        effects = self._engine.step(fact)
        self._bookkeeping.note(fact)
        await self._journal.commit(self._bookkeeping.entry(effects, self._engine.snapshot()))
