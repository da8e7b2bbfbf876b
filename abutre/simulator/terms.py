"""What a client asks to buy, and whether Deriv sells it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from abutre.simulator.values import Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a client asks for, as it stands in the request.

    Attributes:
        symbol: code.
        contract_type: CALL, PUT, CALLE or PUTE; others are refused.
        currency: ISO code of stake and payout.
        basis: what `amount` is; None is refused.
        amount: money; None is refused.
        duration: count of units, > 0; None when date_expiry is given.
        duration_unit: t(icks), s, m, h or d.
        date_expiry: market epoch at which it ends; None when duration is given.
        barrier: refused on these contracts.
    """

    symbol: str
    contract_type: str
    currency: str
    basis: Literal["stake", "payout"] | None = "stake"
    amount: Decimal | None = None
    duration: int | None = None
    duration_unit: str = "s"
    date_expiry: int | None = None
    barrier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A price for some terms.

    Attributes:
        terms: what was asked.
        ask_price: stake, money.
        payout: what a win pays, money.
        spot: newest tick of the symbol.
        date_start: market epoch of the quote.
        date_expiry: epoch at which a contract bought now ends; None for one of ticks.
        longcode: the contract in words.
        min_stake: smallest stake, money.
        max_payout: largest payout, money.
    """

    terms: Terms
    ask_price: Decimal
    payout: Decimal
    spot: Tick
    date_start: int
    date_expiry: int | None
    longcode: str
    min_stake: Decimal
    max_payout: Decimal
