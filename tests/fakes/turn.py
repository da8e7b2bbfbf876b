"""One step of the oracle while it happens: the state it changes and the effects it has so far."""

from dataclasses import dataclass, field

from abutre.domain.effects import Effect
from abutre.domain.events import AlertLevel, BotStatus, SystemAlert
from abutre.domain.model import Book, BotState
from abutre.domain.settings import StoredSettings
from tests.fakes.book import Ledger, Offer
from tests.fakes.candles import Market

SECONDS_PER_DAY = 86_400


@dataclass(slots=True, kw_only=True)
class State:
    """Everything the engine remembers."""

    market: Market
    account: Ledger
    paper: Ledger | None = None
    stored: StoredSettings
    waiting: StoredSettings | None = None
    offer: Offer
    status: BotState = BotState.STOPPED
    desired: BotState = BotState.RUNNING
    pause_after_sequence: bool = False
    started: bool = False
    account_allowed: bool = False
    note: str = ""
    held: str | None = None
    newest_epoch: int = 0
    last_trade_id: int
    last_intent: int

    @property
    def active(self) -> Ledger:
        """The book that new sequences go to."""
        return self.account if self.paper is None else self.paper

    @property
    def today(self) -> int:
        """UTC day of the newest epoch."""
        return self.newest_epoch // SECONDS_PER_DAY

    def ledger(self, book: Book) -> Ledger | None:
        return self.account if book is Book.ACCOUNT else self.paper

    def sequence_runs(self) -> bool:
        return self.account.sequence is not None or (
            self.paper is not None and self.paper.sequence is not None
        )

    def see(self, epoch: int) -> None:
        """Move the newest epoch on; a new UTC day starts at a profit of 0."""
        yesterday = self.today
        self.newest_epoch = max(self.newest_epoch, epoch)
        if self.today != yesterday:
            for ledger in (self.account, self.paper):
                if ledger is not None:
                    ledger.day_profit = 0


@dataclass(slots=True, kw_only=True)
class Turn:
    """A step: the epoch its events carry, and what came of it so far."""

    state: State
    epoch: int
    effects: list[Effect] = field(default_factory=list)

    def tell(self, *effects: Effect) -> None:
        self.effects.extend(effects)

    def alert(self, level: AlertLevel, message: str) -> None:
        self.tell(SystemAlert(level=level, message=message, epoch=self.epoch))

    def status(self, message: str) -> None:
        self.tell(BotStatus(status=self.state.status, message=message, epoch=self.epoch))

    def show_balance(self, ledger: Ledger) -> None:
        self.tell(ledger.balance_update(self.epoch))

    def show_position(self, ledger: Ledger) -> None:
        self.tell(ledger.position(self.state.stored.settings, self.state.offer))

    def warn_of_drawdown(self, ledger: Ledger) -> None:
        """R15: once, at 80 % of the drawdown allowed, until it falls below."""
        limit = self.state.stored.settings.max_drawdown_bp
        due = ledger.drawdown() * 100_000 >= limit * 8
        if due and not ledger.warned:
            self.alert(AlertLevel.WARNING, f"Max drawdown approaching {percent(limit)}%")
        ledger.warned = due


def percent(basis_points: int) -> str:
    """Hundredths of a percent as people write them: 25, 12.5, 12.05."""
    return f"{basis_points // 100}.{basis_points % 100:02}".rstrip("0").rstrip(".")
