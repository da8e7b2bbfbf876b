"""Answers of either generation to values: what is read of each, and nothing else."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from abutre.adapters.deriv.errors import BadFrameError
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.values import needed, rows, section, text, to_minor, to_units, whole
from abutre.domain.model import MINUTE, Candle, Tick

_DURATION = re.compile("([0-9]+)([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": MINUTE, "h": 3_600, "d": 86_400}

_TAKES = frozenset({"buy", "withdrawal"})
"""Movements that take money, whatever sign they are told with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A quote. Money in minor units, `epoch` is the server's time; limits are None when not named."""

    proposal_id: str
    ask: int
    payout: int
    epoch: int
    min_stake: int | None
    max_stake: int | None
    max_payout: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A confirmed purchase. Money in minor units."""

    contract_id: int
    price: int
    payout: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A movement of the account.

    Attributes:
        transaction_id: Deriv's number of it.
        action: buy, sell, deposit, withdrawal; legacy has more.
        contract_id: None for a movement without a contract.
        amount: signed, minor units.
        balance: of the account afterwards, minor units.
        epoch: when it was booked.
    """

    transaction_id: int
    action: str
    contract_id: int | None
    amount: int
    balance: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the account holds, minor units; `account_id` is empty when the answer names none."""

    amount: int
    currency: str
    account_id: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized:
    """Whom a legacy socket has been bound to."""

    account_id: str = field(repr=False)
    is_demo: bool
    currency: str
    scopes: Sequence[object]


def server_time(frame: Frame) -> int:
    """Epoch seconds."""
    return needed(whole(frame.body, "time"), "time")


def balance(frame: Frame) -> Balance:
    """Of a `balance` answer or stream."""
    body = section(frame.body, "balance")
    amount = needed(to_minor(body.get("balance")), "balance")
    return Balance(amount=amount, currency=text(body, "currency"), account_id=text(body, "loginid"))


def authorized(frame: Frame) -> Authorized:
    """Of an `authorize` answer."""
    body = section(frame.body, "authorize")
    scopes = body.get("scopes")
    return Authorized(
        account_id=text(body, "loginid"),
        is_demo=needed(whole(body, "is_virtual"), "is_virtual") == 1,
        currency=text(body, "currency"),
        scopes=scopes if isinstance(scopes, list) else [],
    )


def is_migrated(frame: Frame) -> bool:
    """Whether a `website_status` says that this account has been moved to the New API."""
    return text(section(frame.body, "website_status"), "message") == "migrated"


def site_status(frame: Frame) -> str:
    """Of a `website_status`: up, down or updating."""
    return text(section(frame.body, "website_status"), "site_status")


def offered_for_a_minute(frame: Frame) -> AbstractSet[str]:
    """Types of contract that a `contracts_for` answer offers at once, for a minute, without a barrier."""
    offered = rows(section(frame.body, "contracts_for"), "available")
    return {text(row, "contract_type") for row in offered if _lasts_a_minute(row)}


def _lasts_a_minute(row: Mapping[str, object]) -> bool:
    ends = [_DURATION.fullmatch(text(row, f"{end}_contract_duration")) for end in ("min", "max")]
    least, most = (0 if end is None else int(end[1]) * _SECONDS[end[2]] for end in ends)
    starts_at_once = text(row, "start_type") in {"", "spot"}
    return text(row, "contract_category") == "callput" and starts_at_once and 0 < least <= MINUTE <= most


def tick(frame: Frame, decimals: int) -> Tick:
    """Of a `ticks` stream; the quote in pips of a symbol with `decimals`."""
    body = section(frame.body, "tick")
    quote = needed(to_units(body.get("quote"), decimals), "quote")
    if quote <= 0:
        raise BadFrameError("a quote that is not above zero")
    return Tick(epoch=needed(whole(body, "epoch"), "epoch"), quote=quote)


def candles(frame: Frame, decimals: int) -> Sequence[Candle]:
    """Of a `ticks_history` answer in candles, a partial first and a forming last one included."""
    return [_candle(row, decimals) for row in rows(frame.body, "candles")]


def proposal(frame: Frame) -> Proposal:
    """Of a `proposal` answer."""
    body = section(frame.body, "proposal")
    limits = section(body, "validation_params")
    stake, payout = section(limits, "stake"), section(limits, "payout")
    if not text(body, "id"):
        raise BadFrameError("a proposal without an id")
    return Proposal(
        proposal_id=text(body, "id"),
        ask=needed(to_minor(body.get("ask_price")), "ask_price"),
        payout=needed(to_minor(body.get("payout")), "payout"),
        epoch=needed(whole(body, "date_start"), "date_start"),
        min_stake=to_minor(stake.get("min")),
        max_stake=to_minor(stake.get("max")),
        max_payout=to_minor(payout.get("max")),
    )


def bought(frame: Frame) -> Bought:
    """Of a `buy` answer."""
    body = section(frame.body, "buy")
    return Bought(
        contract_id=needed(whole(body, "contract_id"), "contract_id"),
        price=needed(to_minor(body.get("buy_price")), "buy_price"),
        payout=needed(to_minor(body.get("payout")), "payout"),
        epoch=needed(whole(body, "purchase_time"), "purchase_time"),
    )


def transaction(frame: Frame) -> Transaction | None:
    """Of a `transaction` stream; None for its first frame, which tells of no transaction."""
    body = section(frame.body, "transaction")
    if not text(body, "action"):
        return None
    return _transaction(body, action="action", balance="balance")


def statement(frame: Frame) -> Sequence[Transaction]:
    """Of a `statement` answer, newest first."""
    listed = rows(section(frame.body, "statement"), "transactions")
    return [_transaction(row, action="action_type", balance="balance_after") for row in listed]


def _transaction(body: Mapping[str, object], *, action: str, balance: str) -> Transaction:
    did = text(body, action)
    amount = needed(to_minor(body.get("amount")), "amount")
    return Transaction(
        transaction_id=needed(whole(body, "transaction_id"), "transaction_id"),
        action=did,
        contract_id=whole(body, "contract_id"),
        amount=-abs(amount) if did in _TAKES else amount,
        balance=needed(to_minor(body.get(balance)), balance),
        epoch=needed(whole(body, "transaction_time"), "transaction_time"),
    )


def _candle(row: Mapping[str, object], decimals: int) -> Candle:
    prices = [needed(to_units(row.get(name), decimals), name) for name in ("open", "high", "low", "close")]
    open_, high, low, close = prices
    if not 0 < low <= min(open_, close) <= max(open_, close) <= high:
        raise BadFrameError("a candle that does not hold together")
    open_time = needed(whole(row, "epoch"), "epoch")
    return Candle(open_time=open_time, open=open_, high=high, low=low, close=close)


def is_whole_minute(candle: Candle, now: int) -> bool:
    """Whether `candle` is a minute from its beginning to its end, at epoch `now`."""
    return candle.open_time % MINUTE == 0 and candle.open_time + MINUTE <= now
