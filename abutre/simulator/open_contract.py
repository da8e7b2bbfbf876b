"""The fields of proposal_open_contract that both generations share, phase by phase."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from abutre.simulator.answers import Payload, number
from abutre.simulator.contracts import Contract, Phase
from abutre.simulator.happenings import ContractChanged
from abutre.simulator.values import Tick

AROUND = 4
"""Ticks that an audit shows on each side of the start and of the end."""


def profit(changed: ContractChanged) -> Decimal:
    """What the contract has won so far, money; without its entry it stands at the stake."""
    contract = changed.contract
    if contract.sell_price is not None:
        return contract.sell_price - contract.buy_price
    return Decimal("0.00") if changed.phase is Phase.WAITING else changed.bid_price - contract.buy_price


def common(changed: ContractChanged, audited: Sequence[Tick]) -> dict[str, Any]:
    """What both generations write alike: ids, times, flags, text."""
    contract, phase = changed.contract, changed.phase
    expired, closed = contract.is_expired, contract.is_sold
    out: dict[str, Any] = {
        "account_id": int("".join(filter(str.isdigit, contract.account_id))),
        "barrier_count": 1,
        "contract_id": contract.contract_id,
        "contract_type": contract.contract_type,
        "currency": contract.currency,
        "current_spot_time": changed.spot.epoch,
        "date_expiry": contract.date_expiry,
        "date_settlement": contract.date_expiry,
        "date_start": contract.purchase_time,
        "expiry_time": contract.date_expiry,
        "is_expired": int(expired),
        "is_intraday": 1,
        "is_path_dependent": 0,
        "is_settleable": int(expired),
        "is_sold": int(closed),
        "is_valid_to_cancel": 0,
        "is_valid_to_sell": int(phase in {Phase.RUNNING, Phase.EXPIRED}),
        "longcode": contract.longcode,
        "profit_percentage": number(round(100 * profit(changed) / contract.buy_price, 2)),
        "purchase_time": contract.purchase_time,
        "shortcode": contract.shortcode,
        "status": contract.status,
        "transaction_ids": {"buy": contract.transaction_id},
    }
    if contract.entry is not None:
        out["barrier"] = str(contract.entry.quote)
    if contract.tick_count is not None:
        out["tick_count"] = contract.tick_count
        out["tick_stream"] = [_shown(one) for one in contract.tick_stream]
    if contract.sell_transaction_id is not None:
        out["transaction_ids"]["sell"] = contract.sell_transaction_id
        out["sell_time"] = contract.sell_time
    if audited:
        out["audit_details"] = _audit(contract, audited)
    return out | _why_not_to_sell(phase)


def _why_not_to_sell(phase: Phase) -> Payload:
    if phase is Phase.WAITING:
        return {"validation_error": "Waiting for entry tick.", "validation_error_code": "EntryTickMissing"}
    if phase is Phase.CLOSED:
        return {
            "validation_error": "This contract has been sold.",
            "validation_error_code": "ContractAlreadySold",
        }
    return {}


def _shown(one: Tick) -> dict[str, Any]:
    return {"epoch": one.epoch, "tick": number(one.quote), "tick_display_value": str(one.quote)}


def _audit(contract: Contract, ticks: Sequence[Tick]) -> Payload:
    rows = [_marked(contract, one) for one in ticks]
    if contract.tick_count is not None:
        return {"all_ticks": rows}
    start, end = contract.purchase_time, contract.date_expiry
    return {"contract_start": _around(rows, start), "contract_end": _around(rows, end)}


def _around(rows: Sequence[dict[str, Any]], epoch: int) -> list[dict[str, Any]]:
    before = [row for row in rows if row["epoch"] <= epoch][-AROUND:]
    return before + [row for row in rows if row["epoch"] > epoch][:AROUND]


def _marked(contract: Contract, one: Tick) -> dict[str, Any]:
    row = _shown(one)
    if contract.exit is not None and one.epoch == contract.exit.epoch:
        return row | {"flag": "highlight_tick", "name": "End Time and Exit Spot"}
    if contract.entry is not None and one.epoch == contract.entry.epoch:
        return row | {"flag": "highlight_tick", "name": "Entry Spot"}
    if one.epoch == contract.purchase_time:
        return row | {"flag": "highlight_time", "name": "Start Time"}
    return row
