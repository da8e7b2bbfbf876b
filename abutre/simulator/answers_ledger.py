"""How contracts and movements stand in lists; both generations begin with these fields."""

from dataclasses import dataclass
from typing import Any

from abutre.simulator.answers import number
from abutre.simulator.contracts import Contract
from abutre.simulator.ledger import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a statement: a movement, and the contract it belongs to if there is one."""

    transaction: Transaction
    contract: Contract | None


def held(contract: Contract) -> dict[str, Any]:
    """A line of the portfolio, without the symbol."""
    return {
        "buy_price": number(contract.buy_price),
        "contract_id": contract.contract_id,
        "contract_type": contract.contract_type,
        "currency": contract.currency,
        "date_start": contract.purchase_time,
        "expiry_time": contract.date_expiry,
        "longcode": contract.longcode,
        "payout": number(contract.payout),
        "purchase_time": contract.purchase_time,
        "shortcode": contract.shortcode,
        "transaction_id": contract.transaction_id,
    }


def movement(entry: Entry, *, described: bool) -> dict[str, Any]:
    """A line of the statement; codes only when asked for."""
    moved, contract = entry.transaction, entry.contract
    out: dict[str, Any] = {
        "action_type": moved.action,
        "amount": number(moved.amount),
        "balance_after": number(moved.balance),
        "contract_id": moved.contract_id,
        "payout": None if contract is None else number(contract.payout),
        "reference_id": moved.reference_id,
        "transaction_id": moved.transaction_id,
        "transaction_time": moved.time,
    }
    if contract is not None:
        out["purchase_time"] = contract.purchase_time
    if described:
        out["longcode"] = f"{moved.action.capitalize()}." if contract is None else contract.longcode
        out["shortcode"] = None if contract is None else contract.shortcode
    return out


def closed(contract: Contract, *, described: bool) -> dict[str, Any]:
    """A line of the profit table; codes only when asked for."""
    out: dict[str, Any] = {
        "buy_price": number(contract.buy_price),
        "contract_id": contract.contract_id,
        "payout": number(contract.payout),
        "purchase_time": contract.purchase_time,
        "sell_price": None if contract.sell_price is None else number(contract.sell_price),
        "sell_time": contract.sell_time,
        "transaction_id": contract.transaction_id,
    }
    if described:
        out |= {
            "contract_type": contract.contract_type,
            "duration_type": "minutes" if contract.tick_count is None else "ticks",
            "longcode": contract.longcode,
            "shortcode": contract.shortcode,
            "underlying_symbol": contract.symbol,
        }
    return out


def streamed(moved: Transaction, contract: Contract | None, currency: str) -> dict[str, Any]:
    """A frame of the transaction stream, without the symbol."""
    out: dict[str, Any] = {
        "action": moved.action,
        "amount": number(moved.amount),
        "balance": number(moved.balance),
        "contract_id": moved.contract_id,
        "currency": currency,
        "transaction_id": moved.transaction_id,
        "transaction_time": moved.time,
    }
    if contract is not None:
        out |= {"date_expiry": contract.date_expiry, "longcode": contract.longcode}
        if moved.action == "sell":
            out["purchase_time"] = contract.purchase_time
    return out
