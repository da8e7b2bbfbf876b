"""The payloads that both generations write alike."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias

from abutre.simulator.contracts import Contract
from abutre.simulator.ledger import Transaction
from abutre.simulator.symbols import SymbolInfo, symbol_info
from abutre.simulator.terms import Proposal
from abutre.simulator.values import Candle, Tick

Payload: TypeAlias = dict[str, Any]
SPREAD_PIPS = 1
SIDES = {
    "CALL": ("callput", "up"),
    "PUT": ("callput", "down"),
    "CALLE": ("callputequal", "up"),
    "PUTE": ("callputequal", "down"),
}
"""Contract types with their category and sentiment."""

_DURATIONS = (("tick", "1t", "10t"), ("intraday", "15s", "1d"), ("daily", "1d", "365d"))
"""Kinds of duration with the shortest and the longest; longer ones than a day are listed and not sold."""
_ALL_DAY: Payload = {
    "events": [],
    "times": {"close": ["23:59:59"], "open": ["00:00:00"], "settlement": "23:59:59"},
    "trading_days": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
}


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


def proposal(proposal_id: str, proposal: Proposal) -> Payload:
    """A price; what the stake and the payout may be stands in text."""
    most = str(proposal.max_payout)
    out = {
        "ask_price": number(proposal.ask_price),
        "date_start": proposal.date_start,
        "id": proposal_id,
        "longcode": proposal.longcode,
        "payout": number(proposal.payout),
        "spot": number(proposal.spot.quote),
        "spot_time": proposal.spot.epoch,
        "validation_params": {
            "payout": {"max": most},
            "stake": {"max": most, "min": str(proposal.min_stake)},
        },
    }
    return out if proposal.date_expiry is None else out | {"date_expiry": proposal.date_expiry}


def trading_times(symbols: Iterable[SymbolInfo], *, called: str) -> Payload:
    """When the symbols are traded: always; `called` is the name that a symbol's code goes by."""
    listed = list(symbols)
    rows = [{"name": one.display_name, called: one.code, **_ALL_DAY} for one in listed]
    submarket = {"name": listed[0].submarket_display_name, "symbols": rows}
    return {"markets": [{"name": listed[0].market_display_name, "submarkets": [submarket]}]}


def offered(symbol: SymbolInfo) -> list[Payload]:
    """What a symbol offers: every contract type for every kind of duration."""
    return [
        {
            "barriers": 0,
            "contract_category": category,
            "contract_type": contract_type,
            "default_stake": 10,
            "expiry_type": expiry,
            "market": symbol.market,
            "max_contract_duration": longest,
            "min_contract_duration": shortest,
            "sentiment": sentiment,
            "submarket": symbol.submarket,
            "underlying_symbol": symbol.code,
        }
        for contract_type, (category, sentiment) in SIDES.items()
        for expiry, shortest, longest in _DURATIONS
    ]
