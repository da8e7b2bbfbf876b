"""What can go wrong, by the moment in a contract's life at which it does."""

from collections.abc import Mapping, Sequence
from typing import Any

from abutre.simulator.faults import Fault

Cell = Sequence[Fault]
"""Faults that strike one sequence together."""

REPLIES: Sequence[dict[str, Any]] = (
    {"fault": "delay", "seconds": 0.05},
    {"fault": "delay", "seconds": 0.5},
    {"fault": "reorder"},
    {"fault": "duplicate"},
    {"fault": "drop"},
)
"""What happens to an answer; the second delay is longer than any deadline on a hurried clock."""

SOCKETS: Sequence[dict[str, Any]] = (
    *({"fault": "close", "close_code": code} for code in (1000, 1001, 1006, 1011, 1012, 4000)),
    {"fault": "half_open"},
)
FRAMES: Sequence[dict[str, Any]] = (
    {"fault": "text"},
    {"fault": "text", "text": '{"msg_type":"never heard of","req_id":1}'},
    {"fault": "text", "text": '{"msg_type":"buy","buy":{}}'},
    {"fault": "text", "text": "[1, 2"},
    {"fault": "binary"},
)
MARKET: Sequence[dict[str, Any]] = (
    {"fault": "gap", "seconds": 6.0},
    {"fault": "gap", "seconds": 150.0},
    {"fault": "price_moved"},
    {"fault": "buy_elsewhere"},
)
"""A gap of ticks, a market that stalls for minutes, and what others do."""

REFUND: dict[str, Any] = {"fault": "refund"}
SITE: Sequence[dict[str, Any]] = (
    {"fault": "updating", "seconds": 0.05, "profile": "legacy"},
    {"fault": "down", "seconds": 0.05, "profile": "legacy"},
)
"""Only legacy tells of its site."""
NO_PASSWORD: Sequence[dict[str, Any]] = (
    {"fault": "error", "code": "InternalServerError"},
    {"fault": "error", "code": "RateLimit"},
    {"fault": "delay", "seconds": 0.05},
    {"fault": "close"},
)
"""What happens to the request for a one-time password; only the New API has them."""

_NOT_BOUGHT = (
    "RateLimit", "InsufficientBalance", "InvalidContractProposal", "PriceMoved", "InputValidationFailed",
    "InvalidToken", "AuthorizationRequired", "TradingDisabled", "MarketIsClosed",
)  # fmt: skip
_NOBODY_KNOWS = ("WrongResponse", "Timeout", "InternalServerError", "NeverHeardOf")
ERRORS: Sequence[dict[str, Any]] = (
    *({"fault": "error", "code": code} for code in (*_NOT_BOUGHT, *_NOBODY_KNOWS)),
    {"fault": "error", "code": "ContractBuyValidationError", "subcode": "StakeLimits"},
    {"fault": "error", "code": "ContractBuyValidationError", "subcode": "PriceMoved"},
)
EXECUTED_ERRORS: Sequence[dict[str, Any]] = [
    {"fault": "error", "code": code, "moment": "executed"} for code in _NOBODY_KNOWS
]
LOST_BUYS: Sequence[dict[str, Any]] = (
    *({"fault": "lost_buy", "lost": kind} for kind in "abcd"),
    {"fault": "lost_buy", "lost": "e", "seconds": 0.5},
)


def _each(faults: Sequence[dict[str, Any]], **more: Any) -> list[Cell]:
    return [[Fault.model_validate({**fault, **more})] for fault in faults]


def _asked_again(phase: str) -> list[Cell]:
    """The connection breaks in `phase`, and the answer about the contract on the next one is disturbed."""
    broken = Fault(fault="close", phase=phase)  # type: ignore[arg-type]  # A, B, C or D
    disturbed = [
        *REPLIES,
        {"fault": "error", "code": "WrongResponse"},
        {"fault": "error", "code": "RateLimit"},
    ]
    return [[broken, *cell] for cell in _each(disturbed, call="proposal_open_contract", skip=1)]


def _without_password(phase: str) -> list[Cell]:
    """The connection breaks in `phase`, and the password for the next one is not to be had at once."""
    broken = Fault(fault="close", phase=phase, profile="options")  # type: ignore[arg-type]  # A, B, C or D
    return [[broken, *cell] for cell in _each(NO_PASSWORD, call="otp", profile="options")]


def _in_phase(phase: str) -> list[Cell]:
    return [
        *_each([*SOCKETS, *FRAMES, *MARKET, *SITE], phase=phase),
        *_asked_again(phase),
        *_without_password(phase),
    ]


MOMENTS: Mapping[str, Sequence[Cell]] = {
    "before the quote": [
        *_each([*REPLIES, *FRAMES, *MARKET, *ERRORS, *SITE], call="proposal"),
        *_each(SOCKETS, call="proposal", moment="before"),
        *_each(SOCKETS, call="proposal", moment="executed"),
    ],
    "between quote and buy": [
        *_each([*SOCKETS, *MARKET, *SITE], call="proposal", moment="answered"),
        *_each([*FRAMES], call="proposal", moment="answered"),
        *_each([*SOCKETS], call="buy", moment="before"),
    ],
    "buy sent": [
        *_each([*REPLIES, *SOCKETS, *FRAMES, *MARKET, *ERRORS, *EXECUTED_ERRORS, *SITE, REFUND], call="buy"),
        *_each(SOCKETS, call="buy", moment="answered"),
        *_each(LOST_BUYS),
    ],
    "contract open": [
        *_in_phase("B"),
        *_each([REFUND], phase="B"),
        *_each([*REPLIES, *ERRORS], call="proposal_open_contract"),
    ],
    "at expiry": _in_phase("C"),
    "at settlement": _in_phase("D"),
}
"""Every cell of the matrix."""
