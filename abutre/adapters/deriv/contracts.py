"""What Deriv says of a contract, in whichever list it stands."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from abutre.adapters.deriv.errors import BadFrameError
from abutre.adapters.deriv.frames import Frame
from abutre.adapters.deriv.values import needed, rows, section, text, to_decimal, to_minor, whole
from abutre.domain.model import MINUTE, Order, Outcome

_SHORTCODE = re.compile(r"(CALL|PUT)_([A-Z0-9_]+?)_[0-9.]+_([0-9]+)_([0-9]+)_S0P_0", re.ASCII)
"""Type, symbol, payout, start, expiry, no barrier. A contract of ticks has no expiry and does not match."""

_HIGHEST_SPOT = 10**9
"""No symbol has such a price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One contract, as far as it is told.

    Attributes:
        contract_id: Deriv's number of it.
        price: what it cost, minor units.
        payout: what a win pays, minor units.
        epoch: purchase time.
        shortcode: type, symbol, times and barrier in Deriv's notation.
        is_sold: whether it is settled; nothing else says so.
        credited: what was paid back, minor units; None when that is not told, or it is not settled.
        cancelled: whether it was undone.
        sold_at: settlement time; None when that is not told.
        spots: prices that it began and ended at; None when they are not told, or it is not settled.
    """

    contract_id: int
    price: int
    payout: int
    epoch: int
    shortcode: str
    is_sold: bool
    credited: int | None
    cancelled: bool
    sold_at: int | None
    spots: tuple[Decimal, Decimal] | None = None

    def is_of(self, order: Order, symbol: str) -> bool:
        """Whether this is what buying `order` on `symbol` makes."""
        match = _SHORTCODE.fullmatch(self.shortcode)
        if match is None:
            return False
        kind, code, start, expiry = match.groups()
        wanted = (order.direction.value, symbol.upper(), MINUTE, order.stake)
        return (kind, code, int(expiry) - int(start), self.price) == wanted

    def ending(self) -> tuple[Outcome, int]:
        """How it ended, by what was credited, minor units.

        An early sale counts by its money, and a contract that gave back its price is a refund.

        Raises:
            BadFrameError: it is settled, and what was credited is not told.
        """
        credited = needed(self.credited, "sell_price")
        if self.cancelled or credited == self.price:
            return Outcome.REFUNDED, credited
        return (Outcome.WON if credited > self.price else Outcome.LOST), credited


def contract(frame: Frame) -> Contract | None:
    """Of a `proposal_open_contract` answer or stream; None when it tells of no contract."""
    body = section(frame.body, "proposal_open_contract")
    if not body:
        return None
    price = needed(to_minor(body.get("buy_price")), "buy_price")
    sold = whole(body, "is_sold") == 1
    credited, profit = to_minor(body.get("sell_price")), to_minor(body.get("profit"))
    if credited is None and profit is not None:
        credited = price + profit
    return Contract(
        contract_id=needed(whole(body, "contract_id"), "contract_id"),
        price=price,
        payout=to_minor(body.get("payout")) or 0,
        epoch=needed(whole(body, "purchase_time"), "purchase_time"),
        shortcode=text(body, "shortcode"),
        is_sold=sold,
        credited=credited if sold else None,
        cancelled=text(body, "status") == "cancelled",
        sold_at=whole(body, "sell_time"),
        spots=_spots(body) if sold else None,
    )


def _spots(body: Mapping[str, object]) -> tuple[Decimal, Decimal] | None:
    entry, exit_ = _spot(body, "entry"), _spot(body, "exit")
    return None if entry is None or exit_ is None else (entry, exit_)


def _spot(body: Mapping[str, object], end: str) -> Decimal | None:
    # `_spot` is the New API's name, `_tick` legacy's. It is only shown: one that cannot be read keeps no
    # settlement from being told.
    try:
        spot = to_decimal(body.get(f"{end}_spot", body.get(f"{end}_tick")))
    except BadFrameError:
        return None
    return spot if spot is not None and 0 < spot < _HIGHEST_SPOT else None


def open_contracts(frame: Frame) -> Sequence[Contract]:
    """Of a `portfolio` answer."""
    return _listed(frame, "portfolio", "contracts", _open)


def purchases(frame: Frame) -> Sequence[Contract]:
    """Of a `statement` answer; rows without a contract are left out."""
    return _listed(frame, "statement", "transactions", _purchased)


def closed_contracts(frame: Frame) -> Sequence[Contract]:
    """Of a `profit_table` answer."""
    return _listed(frame, "profit_table", "transactions", _closed)


def _listed(
    frame: Frame, call: str, key: str, parse: Callable[[Mapping[str, object]], Contract]
) -> Sequence[Contract]:
    body = frame.body.get(call)
    if not isinstance(body, Mapping):
        raise BadFrameError(f"{call} is missing")
    return [parse(row) for row in rows(body, key) if row.get("contract_id") is not None]


def _open(row: Mapping[str, object]) -> Contract:
    return _row(row, price=row.get("buy_price"))


def _purchased(row: Mapping[str, object]) -> Contract:
    return _row(row, price=row.get("amount"), epoch_key="transaction_time")


def _closed(row: Mapping[str, object]) -> Contract:
    return _row(row, price=row.get("buy_price"), sold=True)


def _row(
    row: Mapping[str, object], *, price: object, epoch_key: str = "purchase_time", sold: bool = False
) -> Contract:
    return Contract(
        contract_id=needed(whole(row, "contract_id"), "contract_id"),
        price=abs(needed(to_minor(price), "price")),
        payout=to_minor(row.get("payout")) or 0,
        epoch=needed(whole(row, epoch_key), epoch_key),
        shortcode=text(row, "shortcode"),
        is_sold=sold,
        credited=to_minor(row.get("sell_price")) if sold else None,
        cancelled=False,
        sold_at=whole(row, "sell_time") if sold else None,
    )
