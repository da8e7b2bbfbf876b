"""Everything that is ever asked of Deriv, strictly as the published schemas allow it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from abutre.adapters.deriv.config import Generation
from abutre.adapters.deriv.values import to_wire
from abutre.domain.model import Direction

PAGE = 5000
"""Most candles in one answer."""

STATEMENT_PAGE = 999
"""Most movements in one answer."""

Body = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call. Its body may hold the token, so it has no text.

    Attributes:
        call: its name, which is also a key of the body.
        body: the frame without `req_id`.
    """

    call: str
    body: Body = field(repr=False)


def _request(call: str, value: str | int, **rest: str | float) -> Request:
    return Request(call=call, body={call: value, **rest})


def ping() -> Request:
    """Are you there."""
    return _request("ping", 1)


def server_time() -> Request:
    """Deriv's time."""
    return _request("time", 1)


def authorize(token: str) -> Request:
    """Bind the socket to the account of `token` (legacy only)."""
    return _request("authorize", token)


def website_status() -> Request:
    """State of the site, now and whenever it changes (legacy only)."""
    return _request("website_status", 1, subscribe=1)


def balance() -> Request:
    """The account's balance, once."""
    return _request("balance", 1)


def ticks(symbol: str) -> Request:
    """Every tick of `symbol` from now on."""
    return _request("ticks", symbol, subscribe=1)


def contracts_for(symbol: str) -> Request:
    """What `symbol` offers."""
    return _request("contracts_for", symbol)


def minutes(symbol: str, start: int, end: int) -> Request:
    """The newest candles of `symbol` within [start, end], epoch seconds."""
    return _request(
        "ticks_history", symbol, start=start, end=str(end), count=PAGE, style="candles", granularity=60
    )


def proposal(
    generation: Generation, *, symbol: str, currency: str, direction: Direction, stake: int
) -> Request:
    """Quote a 1-minute contract for `stake` minor units."""
    name = "underlying_symbol" if generation is Generation.OPTIONS else "symbol"
    terms: dict[str, str | float] = {
        "amount": to_wire(stake),
        "basis": "stake",
        "contract_type": direction.value,
        "currency": currency,
        "duration": 1,
        "duration_unit": "m",
        name: symbol,
    }
    return _request("proposal", 1, **terms)


def buy(proposal_id: str, most: int) -> Request:
    """Buy what was quoted, for at most `most` minor units."""
    return _request("buy", proposal_id, price=to_wire(most))


def contract(contract_id: int) -> Request:
    """How a contract stands, once."""
    return _request("proposal_open_contract", 1, contract_id=contract_id)


def contract_stream(contract_id: int) -> Request:
    """How a contract stands, now and at every change."""
    return _request("proposal_open_contract", 1, contract_id=contract_id, subscribe=1)


def transactions() -> Request:
    """Every purchase and settlement of the account from now on."""
    return _request("transaction", 1, subscribe=1)


def portfolio() -> Request:
    """Open contracts."""
    return _request("portfolio", 1)


def purchases(since: int) -> Request:
    """Purchases booked at epoch `since` or later, newest first."""
    return _request(
        "statement", 1, action_type="buy", date_from=max(0, since), description=1, limit=STATEMENT_PAGE
    )


def statement(since: int, offset: int) -> Request:
    """Movements of the account at epoch `since` or later, newest first, without the first `offset` ones."""
    return _request("statement", 1, date_from=max(0, since), limit=STATEMENT_PAGE, offset=offset)


def closed_contracts(since: int) -> Request:
    """Contracts that have ended, at epoch `since` or later, newest first."""
    return _request("profit_table", 1, date_from=str(max(0, since)), description=1, limit=500)


def forget(subscription_id: str) -> Request:
    """End one stream."""
    return _request("forget", subscription_id)


def forget_all(streams: str) -> Request:
    """End every stream of a kind."""
    return _request("forget_all", streams)
