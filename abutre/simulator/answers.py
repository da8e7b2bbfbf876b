"""The payloads that both generations write alike."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias

from abutre.simulator.contracts import Contract
from abutre.simulator.ledger import Transaction
from abutre.simulator.symbols import symbol_info
from abutre.simulator.terms import Proposal
from abutre.simulator.values import Candle, Tick

Payload: TypeAlias = dict[str, Any]
DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
SPREAD_PIPS = 1


def number(value: Decimal) -> float | int:
    """A JSON number, without a point when it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def tick(one: Tick) -> Payload:
    """A tick; bid and ask stand a pip around the quote."""
    info = symbol_info(one.symbol)
    return {
        "ask": number(one.quote + SPREAD_PIPS * info.pip),
        "bid": number(one.quote - SPREAD_PIPS * info.pip),
        "epoch": one.epoch,
        "pip_size": info.decimals,
        "quote": number(one.quote),
        "symbol": one.symbol,
    }


def history(ticks: Iterable[Tick]) -> Payload:
    """Ticks of the past."""
    listed = list(ticks)
    return {"prices": [number(one.quote) for one in listed], "times": [one.epoch for one in listed]}


def candle(one: Candle) -> Payload:
    """A candle of the past, in numbers."""
    return {
        "close": number(one.close),
        "epoch": one.epoch,
        "high": number(one.high),
        "low": number(one.low),
        "open": number(one.open),
    }


def ohlc(symbol: str, granularity: int, one: Candle) -> Payload:
    """A forming candle, in text with the symbol's decimals."""
    return {
        "close": str(one.close),
        "epoch": one.last_epoch,
        "granularity": granularity,
        "high": str(one.high),
        "low": str(one.low),
        "open": str(one.open),
        "open_time": one.open_time,
        "pip_size": symbol_info(symbol).decimals,
        "symbol": symbol,
    }


def bought(contract: Contract, balance: Decimal) -> Payload:
    """The answer to a purchase."""
    return {
        "balance_after": number(balance),
        "buy_price": number(contract.buy_price),
        "contract_id": contract.contract_id,
        "longcode": contract.longcode,
        "payout": number(contract.payout),
        "purchase_time": contract.purchase_time,
        "shortcode": contract.shortcode,
        "start_time": contract.purchase_time,
        "transaction_id": contract.transaction_id,
    }


def sold(contract: Contract, transaction: Transaction) -> Payload:
    """The answer to an early sale."""
    return {
        "balance_after": number(transaction.balance),
        "contract_id": contract.contract_id,
        "reference_id": contract.transaction_id,
        "sold_for": number(transaction.amount),
        "transaction_id": transaction.transaction_id,
    }


def validation_params(proposal: Proposal) -> Payload:
    """What the stake and the payout may be, in text."""
    return {
        "payout": {"max": str(proposal.max_payout)},
        "stake": {"max": str(proposal.max_payout), "min": str(proposal.min_stake)},
    }


def all_day() -> dict[str, Any]:
    """The trading times of an index that never closes."""
    return {
        "events": [],
        "times": {"close": ["23:59:59"], "open": ["00:00:00"], "settlement": "23:59:59"},
        "trading_days": list(DAYS),
    }


def expiry_rows() -> list[tuple[str, str, str]]:
    """Kinds of duration with the shortest and the longest."""
    return [("tick", "1t", "10t"), ("intraday", "15s", "1d"), ("daily", "1d", "365d")]


def sides() -> list[tuple[str, str, str]]:
    """Contract types with their category and sentiment."""
    return [
        ("CALL", "callput", "up"),
        ("PUT", "callput", "down"),
        ("CALLE", "callputequal", "up"),
        ("PUTE", "callputequal", "down"),
    ]
