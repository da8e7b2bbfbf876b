"""What the exchange tells whoever listens, in the order it happened."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from abutre.simulator.contracts import Contract, Phase
from abutre.simulator.ledger import Transaction
from abutre.simulator.values import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class TickHappened:
    """The market moved."""

    tick: Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChanged:
    """A contract has a new frame to show: bought, a tick of its symbol came, expired, or closed.

    Attributes:
        contract: as it stands now.
        phase: of the contract.
        at: market epoch of the change.
        spot: newest tick of its symbol at that moment.
        bid_price: what it is worth at that moment, money; 0 while it waits for its entry tick.
    """

    contract: Contract
    phase: Phase
    at: int
    spot: Tick
    bid_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Transacted:
    """Money moved.

    Attributes:
        transaction: the movement.
        contract: the contract it belongs to, as it stands now; None for deposits and withdrawals.
    """

    transaction: Transaction
    contract: Contract | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceChanged:
    """An account has another balance; for a lost contract, which moves nothing, it is told when asked for.

    Attributes:
        account_id: whose.
        currency: ISO code.
        balance: new balance, money.
    """

    account_id: str
    currency: str
    balance: Decimal


Happening: TypeAlias = TickHappened | ContractChanged | Transacted | BalanceChanged
