"""How a contract lives on with each tick, and what comes out at its end."""

from dataclasses import replace
from decimal import Decimal

from abutre.simulator.contracts import Contract, Phase, Status
from abutre.simulator.pricing import bid_price
from abutre.simulator.symbols import symbol_info
from abutre.simulator.values import Tick

PATIENCE = 300
"""Seconds after which a contract of ticks that has not got them all is refunded."""


def deadline(contract: Contract) -> int:
    """Market epoch at which something falls due without a tick: expiry, patience, or settlement."""
    if contract.settle_at is not None:
        return contract.settle_at
    return contract.date_expiry if contract.tick_count is None else contract.purchase_time + PATIENCE


def watched(contract: Contract, tick: Tick) -> Contract:
    """The contract after a tick of its symbol that is not behind its end.

    The entry is the first tick strictly after the start; N ticks later a contract of ticks expires.
    """
    if contract.is_expired or tick.epoch <= contract.purchase_time:
        return contract
    entry = contract.entry or tick
    count = contract.tick_count
    if count is None:
        return replace(contract, entry=entry)
    stream = (*contract.tick_stream, tick)
    contract = replace(contract, entry=entry, tick_stream=stream)
    if len(stream) <= count:
        return contract
    return replace(contract, exit=tick, is_expired=True, date_expiry=tick.epoch)


def expired(contract: Contract, spot: Tick) -> Contract:
    """The contract once its end is reached with `spot` the newest tick.

    A contract of ticks gets here when its patience is over, and has no exit.
    """
    if contract.tick_count is None and contract.entry is not None:
        return replace(contract, is_expired=True, exit=spot)
    return replace(contract, is_expired=True)


def outcome(contract: Contract) -> tuple[Status, Decimal]:
    """Status and sell price, money, of an expired contract.

    Fewer than two ticks between start and end give the stake back. An unchanged price loses a CALL or a PUT
    and wins a CALLE or a PUTE.
    """
    if contract.entry is None or contract.exit is None or contract.entry.epoch == contract.exit.epoch:
        return "cancelled", contract.buy_price
    move = contract.exit.quote - contract.entry.quote
    if contract.contract_type.startswith("PUT"):
        move = -move
    won = move >= 0 if contract.contract_type.endswith("E") else move > 0
    return ("won", contract.payout) if won else ("lost", Decimal("0.00"))


def worth(contract: Contract, spot: Tick, commission: Decimal) -> Decimal:
    """What `contract` is worth with `spot` the newest tick, money; 0 while it waits for its entry tick."""
    if contract.sell_price is not None:
        return contract.sell_price
    if contract.phase is Phase.EXPIRED:
        return outcome(contract)[1]
    if contract.entry is None:
        return Decimal("0.00")
    if contract.tick_count is None:
        left = contract.date_expiry - spot.epoch
    else:
        ticks_left = contract.tick_count + 1 - len(contract.tick_stream)
        left = ticks_left * symbol_info(contract.symbol).tick_interval
    return bid_price(
        symbol=contract.symbol,
        contract_type=contract.contract_type,
        payout=contract.payout,
        entry=contract.entry.quote,
        spot=spot.quote,
        seconds=max(1, left),
        commission=commission,
    )
