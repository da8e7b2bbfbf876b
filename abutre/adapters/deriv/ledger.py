"""What this process knows of its own purchases: answers given, contracts held, endings told."""

import asyncio
from collections.abc import AsyncGenerator, Iterable

from abutre.domain.facts import OutcomeUnknown, Purchased, Refused, Settled, Transferred
from abutre.domain.newest import Newest

Answer = Purchased | Refused | OutcomeUnknown
Update = Settled | Purchased | Refused | Transferred


class Ledger:
    """One entry per intent, and the queue of what is told late."""

    def __init__(self) -> None:
        self._answers: Newest[int, Answer] = Newest()
        self._endings: Newest[int, Settled] = Newest()
        self._contracts: set[int] = set()
        self._asking: set[int] = set()
        self._updates: asyncio.Queue[Update] = asyncio.Queue()
        self.since = 0
        """Epoch before which an earlier process cannot have sent what is unknown; 0 when nobody says."""

    def remember(self, contract_ids: Iterable[int], *, since: int) -> None:
        """Take note of an earlier process's contracts, and of when its unknown purchase may date from."""
        self._contracts.update(contract_ids)
        self.since = since

    def answer(self, intent: int) -> Answer | None:
        """What `buy` was answered with, or what became of it later."""
        return self._answers.get(intent)

    def ending(self, intent: int) -> Settled | None:
        """How the contract of `intent` ended."""
        return self._endings.get(intent)

    def is_ours(self, contract_id: int) -> bool:
        """Whether a purchase is already known to have made this contract."""
        return contract_id in self._contracts

    @property
    def is_asking(self) -> bool:
        """Whether any purchase is on its way or unknown: a contract that nobody knows may be its."""
        return bool(self._asking)

    def ask(self, intent: int, contract_id: int | None = None) -> None:
        """A purchase is on its way, or looked for; `contract_id` is its contract when that is known."""
        if contract_id is None:
            self._asking.add(intent)
        else:
            self._contracts.add(contract_id)

    def withdraw(self, intent: int) -> None:
        """A purchase was not sent after all."""
        self._asking.discard(intent)

    def note(self, answer: Answer) -> None:
        """Keep the answer to a purchase."""
        self._answers[answer.intent] = answer
        if not isinstance(answer, OutcomeUnknown):
            self._asking.discard(answer.intent)
        if isinstance(answer, Purchased):
            self._contracts.add(answer.contract_id)

    def tell(self, late: Purchased | Refused) -> None:
        """Keep what became of an unknown purchase, and tell it."""
        self.note(late)
        self._updates.put_nowait(late)

    def close(self, settled: Settled) -> bool:
        """Keep how a contract ended; False when that was known."""
        new = settled.intent not in self._endings
        self._endings.setdefault(settled.intent, settled)
        return new

    def tell_ending(self, settled: Settled) -> None:
        """Keep how a contract ended, and tell it once."""
        if self.close(settled):
            self._updates.put_nowait(settled)

    def tell_transfer(self, transferred: Transferred) -> None:
        """Tell of money that no purchase of ours has moved."""
        self._updates.put_nowait(transferred)

    async def updates(self) -> AsyncGenerator[Update, None]:
        """What is told, each once; endless."""
        while True:
            yield await self._updates.get()
