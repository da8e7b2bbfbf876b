"""Decides what of an entry is worth a notification, and puts it into words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from abutre.adapters.notify.phrases import Phrasebook
from abutre.domain.effects import ContractOpened, Effect
from abutre.domain.events import (
    AlertLevel,
    BalanceUpdate,
    BotStatus,
    SystemAlert,
    TradeClosed,
    TradeOpened,
)
from abutre.domain.facts import Held, OutcomeUnknown
from abutre.domain.model import Book, BotState, SequenceResult
from abutre.domain.records import Entry, Trade

_DAY = 86_400


class Narrator:
    """Tells of trades, high levels, stops, unknown purchases, the connection, and each day.

    A day is told of when the first entry of a later one comes; it counts what was closed on it, by earlier
    processes too where `go_on` says so.
    """

    def __init__(self, *, phrasebook: Phrasebook, least_level: int) -> None:
        """Tell of contracts from `least_level` on, 1-based."""
        self._book = phrasebook
        self._least_level = least_level
        self._day: int | None = None
        self._closed: list[Trade | TradeClosed] = []
        self._balance = 0
        self._status: BotState | None = None

    def go_on(self, *, epoch: int, closed: Sequence[Trade], balance: int) -> None:
        """Take up the day of `epoch`, at which an earlier process ended, before the first entry.

        Args:
            epoch: market time of the last entry.
            closed: the account's sequences that closed on that day.
            balance: of the account, minor units.
        """
        self._day, self._closed, self._balance = epoch // _DAY, list(closed), balance

    def messages(self, entry: Entry) -> Iterator[str]:
        """What to tell of `entry`, in order."""
        yield from self._day_before(entry.epoch // _DAY)
        for fact in entry.facts:
            match fact:
                case OutcomeUnknown(book=Book.ACCOUNT, intent=intent):
                    yield self._book.say("unknown", intent=intent)
                    return
                case Held(reason=None):
                    yield self._book.say("released")
                case Held(reason=str(reason)):
                    yield self._book.say("held", reason=self._book.told(reason))
        for effect in entry.effects:
            yield from self._of(effect)
        match entry.effects:
            # Alone it tells of something else than trading: the connection, the journal, a missed minute.
            case (SystemAlert(level=level, message=message),) if level is not AlertLevel.INFO:
                yield self._book.say("alert", message=message)

    def _of(self, effect: Effect) -> Iterator[str]:
        match effect:
            case BalanceUpdate(balance=balance):
                self._balance = balance
            case TradeOpened(book=Book.ACCOUNT):
                yield self._opened(effect)
            case ContractOpened(book=Book.ACCOUNT, level=level) if level >= max(2, self._least_level):
                yield self._level(effect)
            case TradeClosed(book=Book.ACCOUNT):
                self._closed.append(effect)
                yield self._ended(effect)
            case BotStatus(status=status, message=message):
                changed, self._status = status is not self._status, status
                if changed:
                    told, word = self._book.told(message), self._book.word(status)
                    yield self._book.say("status", status=word, message=told).strip()

    def _opened(self, opened: TradeOpened) -> str:
        return self._book.say(
            "opened",
            trade=f"T{opened.trade_id}",
            direction=self._book.word(opened.direction),
            streak=opened.entry_streak_size,
            stake=self._book.money(opened.stake),
        )

    def _level(self, contract: ContractOpened) -> str:
        stake = self._book.money(contract.stake)
        return self._book.say("level", trade=f"T{contract.trade_id}", level=contract.level, stake=stake)

    def _ended(self, closed: TradeClosed) -> str:
        return self._book.say(
            "closed",
            trade=f"T{closed.trade_id}",
            result=self._book.word(closed.result),
            level=closed.final_level,
            profit=self._book.money(closed.profit, signed=True),
            balance=self._book.money(closed.balance),
        )

    def _day_before(self, day: int) -> Iterator[str]:
        ended, self._day = self._day, max(day, self._day or 0)
        if ended is None or day <= ended:
            return
        closed, self._closed = self._closed, []
        wins = sum(trade.result is SequenceResult.WIN for trade in closed)
        yield self._book.say(
            "day",
            day=datetime.fromtimestamp(ended * _DAY, UTC).date().isoformat(),
            trades=len(closed),
            wins=wins,
            losses=len(closed) - wins,
            profit=self._book.money(sum(trade.profit or 0 for trade in closed), signed=True),
            balance=self._book.money(self._balance),
        )
