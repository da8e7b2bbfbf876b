"""The log's account of the trading: one line per purchase, settlement and sequence, with their numbers."""

import logging

from abutre.domain.effects import Buy, ContractClosed, ContractOpened, Effect, Reconcile
from abutre.domain.events import AlertLevel, BotStatus, SystemAlert, TradeClosed, TradeOpened
from abutre.domain.model import Book
from abutre.domain.records import Entry

_LEVELS = {
    AlertLevel.SUCCESS: logging.INFO,
    AlertLevel.INFO: logging.INFO,
    AlertLevel.WARNING: logging.WARNING,
    AlertLevel.ERROR: logging.ERROR,
}

_log = logging.getLogger(__name__)


class Chronicle:
    """The port `Observer`; amounts in minor units, as everywhere inside the system."""

    def __init__(self) -> None:
        self._contracts: dict[tuple[Book, int], int] = {}
        """The broker's number of what runs, by book and intent: its end does not tell it."""

    def observe(self, entry: Entry, *, kept_in: float) -> None:
        """Log what `entry` brought about."""
        for effect in entry.effects:
            self._log(effect, kept_in)

    def _log(self, effect: Effect, kept_in: float) -> None:
        match effect:
            case Buy():
                _write(
                    "intent kept",
                    book=effect.book.value,
                    intent=effect.intent,
                    direction=effect.direction.value,
                    martingale_level=effect.level,
                    stake=effect.stake,
                    kept_in=round(kept_in, 6),
                )
            case TradeOpened():
                _write("sequence opened", trade=effect.trade_id, book=effect.book.value)
            case Reconcile(contract_id=int(contract_id)):
                self._contracts[effect.book, effect.intent] = contract_id
            case ContractOpened():
                if effect.contract_id is not None:
                    self._contracts[effect.book, effect.intent] = effect.contract_id
                _write(
                    "contract opened",
                    trade=effect.trade_id,
                    contract=effect.contract_id,
                    intent=effect.intent,
                    martingale_level=effect.level,
                    stake=effect.stake,
                    payout=effect.payout,
                )
            case ContractClosed():
                _write(
                    "contract closed",
                    trade=effect.trade_id,
                    contract=self._contracts.pop((effect.book, effect.intent), None),
                    intent=effect.intent,
                    outcome=effect.outcome.value,
                    payout=effect.payout,
                )
            case TradeClosed():
                _write(
                    "sequence closed",
                    trade=effect.trade_id,
                    result=effect.result.value,
                    reason=effect.reason,
                    profit=effect.profit,
                    martingale_level=effect.final_level,
                    balance=effect.balance,
                )
            case BotStatus():
                _write("status", status=effect.status.value, note=effect.message)
            case SystemAlert():
                _write("alert", _LEVELS[effect.level], alert=effect.message)


def _write(what: str, severity: int = logging.INFO, **values: object) -> None:
    _log.log(severity, what, extra=values)
