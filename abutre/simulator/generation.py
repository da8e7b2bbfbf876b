"""A generation of the API: which requests it takes, how it answers, what it allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from abutre.simulator.accounts import Account
from abutre.simulator.answers import Payload
from abutre.simulator.answers_ledger import Entry
from abutre.simulator.answers_legacy import LegacyAnswers
from abutre.simulator.answers_options import OptionsAnswers
from abutre.simulator.budgets import LEGACY, OPTIONS, Table
from abutre.simulator.contracts import Contract
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.ledger import Transaction
from abutre.simulator.requests import Request
from abutre.simulator.requests_legacy import REQUESTS as LEGACY_REQUESTS
from abutre.simulator.requests_options import REQUESTS as OPTIONS_REQUESTS
from abutre.simulator.symbols import SymbolInfo
from abutre.simulator.terms import Proposal
from abutre.simulator.values import Tick


class Answers(Protocol):
    """How one generation writes what the other writes differently."""

    def active_symbol(self, symbol: SymbolInfo, last: Tick) -> Payload:
        """One row of active_symbols."""
        ...

    def contracts_for(self, symbol: SymbolInfo, last: Tick) -> Payload:
        """What a symbol offers."""
        ...

    def trading_times(self, symbols: Iterable[SymbolInfo]) -> Payload:
        """When the symbols are traded: always."""
        ...

    def balance(self, account: Account, listed: Sequence[Account]) -> Payload:
        """An account's balance; `listed` are the accounts to add, none for the one alone."""
        ...

    def proposal(self, proposal_id: str, proposal: Proposal) -> Payload:
        """A price."""
        ...

    def portfolio(self, contracts: Iterable[Contract]) -> Payload:
        """Open contracts."""
        ...

    def statement(self, entries: Iterable[Entry], *, described: bool) -> Payload:
        """Movements."""
        ...

    def profit_table(self, contracts: Iterable[Contract], *, described: bool) -> Payload:
        """Closed contracts."""
        ...

    def transaction(self, transaction: Transaction, contract: Contract | None, currency: str) -> Payload:
        """A movement as the stream tells it."""
        ...

    def open_contract(self, changed: ContractChanged, audited: Sequence[Tick]) -> Payload:
        """A contract's life; `audited` are the ticks around it, none before it has expired."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What tells one generation from the other.

    Attributes:
        name: as faults and launch options call it.
        requests: the model of every call, by its name.
        answers: how it writes what differs.
        budgets: its published rate budgets.
        reading: scopes of which a token needs one to look at its account.
    """

    name: Literal["options", "legacy"]
    requests: Mapping[str, type[Request]]
    answers: Answers
    budgets: Table
    reading: frozenset[str]


OPTIONS_API = Generation(
    name="options",
    requests=OPTIONS_REQUESTS,
    answers=OptionsAnswers(),
    budgets=OPTIONS,
    reading=frozenset({"trade"}),
)
LEGACY_API = Generation(
    name="legacy",
    requests=LEGACY_REQUESTS,
    answers=LegacyAnswers(),
    budgets=LEGACY,
    reading=frozenset({"read", "trading_information"}),
)
