"""Turns the terms of a request, in either generation's words, into the exchange's."""

from decimal import Decimal
from typing import TypeAlias

from abutre.simulator import requests_legacy as legacy
from abutre.simulator import requests_options as options
from abutre.simulator.errors import not_offered
from abutre.simulator.terms import Terms

Asked: TypeAlias = options.Proposal | options.Parameters | legacy.Proposal | legacy.Parameters


def money(value: float) -> Decimal:
    """A number of a request as it was written."""
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))


def terms_of(asked: Asked) -> Terms:
    """The terms.

    Raises:
        ApiError: a contract that begins later; those are not offered.
    """
    if isinstance(asked, legacy.Proposal | legacy.Parameters):
        if asked.date_start is not None:
            raise not_offered("InvalidStartType", "Forward starting contracts are not offered.")
        symbol = asked.symbol
    else:
        symbol = asked.underlying_symbol
    return Terms(
        symbol=symbol,
        contract_type=asked.contract_type,
        currency=asked.currency,
        basis=asked.basis,
        amount=None if asked.amount is None else money(asked.amount),
        duration=asked.duration,
        duration_unit=asked.duration_unit or "s",
        date_expiry=asked.date_expiry,
        barrier=asked.barrier or asked.barrier2,
    )
