"""What Deriv answers when all is well, and the ways in which it does not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from abutre.domain.facts import Purchased, Settled
from abutre.domain.model import Book, Direction, Order, Outcome

NOW = 1_800_000_030
ACCOUNT = "DOT90004580"
CONTRACT = 281_354_024_068

Frame = dict[str, Any]
Answer = Callable[[Frame], Sequence[Frame | str | bytes] | None]
"""The frames that answer a request; None cuts the connection instead. `req_id` and echo are added."""

ORDER = Order(intent=7, direction=Direction.CALL, stake=100)
BOUGHT = Purchased(book=Book.ACCOUNT, intent=7, contract_id=CONTRACT, stake=100, payout=192, epoch=NOW)
LOST = Settled(book=Book.ACCOUNT, intent=7, outcome=Outcome.LOST, payout=0, epoch=NOW + 61)


def poc(*, sold: bool, **changes: Any) -> Frame:
    """A `proposal_open_contract` answer in the types of the New API: open, or lost."""
    body = {
        "contract_id": CONTRACT,
        "buy_price": "1.00",
        "payout": "1.92",
        "purchase_time": NOW,
        "shortcode": f"CALL_R_100_1.92_{NOW}_{NOW + 60}_S0P_0",
        "is_sold": int(sold),
        "status": "lost" if sold else "open",
        "profit": "-1.00" if sold else "0.10",
        "sell_price": "0.00" if sold else None,
        "sell_time": NOW + 61 if sold else None,
    }
    return {
        "msg_type": "proposal_open_contract",
        "proposal_open_contract": {**body, **changes},
        "subscription": {"id": "c" * 32},
    }


def row(contract_id: int = CONTRACT, *, kind: str = "CALL", price: float = 1, at: int = NOW) -> Frame:
    """A contract as portfolio, statement and profit table list it."""
    return {
        "contract_id": contract_id,
        "transaction_id": contract_id + 1,
        "action_type": "buy",
        "balance_after": 10_000 - price,
        "buy_price": price,
        "amount": -price,
        "payout": 1.92,
        "purchase_time": at,
        "transaction_time": at,
        "sell_price": 0,
        "sell_time": at + 61,
        "shortcode": f"{kind}_R_100_1.92_{at}_{at + 60}_S0P_0",
    }


def moved(transaction_id: int, amount: float, balance: float, contract_id: int | None = None) -> Frame:
    """A frame of the transaction stream: a buy or sell of a contract, else a deposit or withdrawal."""
    takes, of_contract = amount < 0, contract_id is not None
    action = ("buy" if takes else "sell") if of_contract else ("withdrawal" if takes else "deposit")
    body = {
        "action": action,
        "amount": amount,
        "balance": balance,
        "contract_id": contract_id,
        "transaction_id": transaction_id,
        "transaction_time": NOW,
    }
    return {"msg_type": "transaction", "transaction": body, "subscription": {"id": "x" * 32}}


def booked(frame: Frame) -> Frame:
    """A movement as the statement lists it."""
    body = frame["transaction"]
    return {**body, "action_type": body["action"], "balance_after": body["balance"]}


def candle(open_time: int) -> Frame:
    """A candle of history."""
    return {"epoch": open_time, "open": 619.5, "high": 619.52, "low": 619.4, "close": 619.51}


def listed(call: str, *rows: Frame) -> Answer:
    """An answer of `portfolio`, `statement` or `profit_table`."""
    key = "contracts" if call == "portfolio" else "transactions"
    return lambda _: [{"msg_type": call, call: {key: list(rows), "count": len(rows)}}]


def error(code: str, subcode: str | None = None) -> Answer:
    """An answer that refuses."""
    extra = {} if subcode is None else {"subcode": subcode}
    return lambda _: [{"msg_type": "error", "error": {"code": code, "message": "no", **extra}}]


def silence(_: Frame) -> Sequence[Frame]:
    """No answer at all."""
    return []


def cut(_: Frame) -> None:
    """The connection breaks."""


def offer(kind: str, least: str = "15s", most: str = "1d", **changes: Any) -> Frame:
    """A row of `contracts_for`."""
    durations = {"min_contract_duration": least, "max_contract_duration": most}
    return {"contract_type": kind, "contract_category": "callput", **durations, **changes}


def _one(msg_type: str, body: Any, **rest: Any) -> Answer:
    return lambda _: [{"msg_type": msg_type, msg_type: body, **rest}]


_TICK = {"epoch": NOW, "quote": 619.5, "symbol": "R_100", "pip_size": 2}
HAPPY: Mapping[str, Answer] = {
    "ping": _one("ping", "pong"),
    "time": _one("time", NOW),
    "balance": _one("balance", {"balance": 10_000, "currency": "USD", "loginid": ACCOUNT}),
    "authorize": _one(
        "authorize",
        {"loginid": ACCOUNT, "is_virtual": 1, "currency": "USD", "scopes": ["read", "trade"], "balance": 1},
    ),
    "website_status": _one("website_status", {"site_status": "up"}, subscription={"id": "w" * 32}),
    "transaction": _one("transaction", {"id": "x" * 32}, subscription={"id": "x" * 32}),
    "ticks": _one("tick", _TICK, subscription={"id": "t" * 32}),
    "ticks_history": lambda _: [
        {"msg_type": "candles", "candles": [candle(NOW // 60 * 60 - 60 * back) for back in range(5, -1, -1)]}
    ],
    "proposal": lambda request: [
        {
            "msg_type": "proposal",
            "proposal": {
                "id": "p" * 32,
                "ask_price": request["amount"],
                "payout": round(request["amount"] * 1.924, 2),
                "date_start": NOW,
                "validation_params": {"stake": {"min": "0.35"}, "payout": {"max": "50000.00"}},
            },
        }
    ],
    "buy": _one("buy", {"contract_id": CONTRACT, "buy_price": 1, "payout": 1.92, "purchase_time": NOW}),
    "proposal_open_contract": lambda _: [poc(sold=False)],
    "portfolio": listed("portfolio"),
    "statement": listed("statement"),
    "profit_table": listed("profit_table"),
    "contracts_for": _one(
        "contracts_for", {"available": [offer("CALL"), offer("PUT"), offer("PUT", "1t", "10t")]}
    ),
    "forget": _one("forget", 1),
    "forget_all": _one("forget_all", []),
}
