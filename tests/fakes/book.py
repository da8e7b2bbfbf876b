"""The oracle's ledgers: a book of money with at most one sequence, what it allows and what it shows."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from abutre.domain.events import BalanceUpdate, PositionUpdate, RiskStats
from abutre.domain.model import Book, Direction, OpenSequence
from abutre.domain.settings import Settings
from tests.fakes.core import FakeStakeLadder
from tests.fakes.rounding import half_away, hundredths_of_a_percent


class Phase(StrEnum):
    """How far a purchase has come."""

    SENT = "SENT"
    UNKNOWN = "UNKNOWN"
    OPEN = "OPEN"
    ENDED = "ENDED"


@dataclass(slots=True, kw_only=True)
class Contract:
    """The purchase in flight."""

    intent: int
    stake: int
    phase: Phase
    contract_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Sequence:
    """One delayed-Martingale run; `played` is the level of its last confirmed contract."""

    direction: Direction
    entry_streak_size: int
    contract: Contract
    level: int = 1
    played: int = 0
    trade_id: int | None = None
    entry_epoch: int | None = None
    lost: int = 0
    paid: int = 0
    returned: int = 0
    plan: OpenSequence = OpenSequence.CONTINUE


@dataclass(slots=True, kw_only=True)
class Offer:
    """What the broker takes and pays."""

    payout_rate_ppm: int
    min_stake: int | None = None
    max_stake: int | None = None


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Money, statistics and limits of one book."""

    book: Book
    balance: int = 0
    peak: int = 0
    starting: int = 0
    transfers: int = 0
    day_profit: int = 0
    rest_day: int | None = None
    halt: str | None = None
    wins: int = 0
    losses: int = 0
    warned: bool = False
    sequence: Sequence | None = None

    @property
    def running_stake(self) -> int:
        """Stake of a running contract: spent, and not yet won or lost."""
        if self.sequence is None or self.sequence.contract.phase is not Phase.OPEN:
            return 0
        return self.sequence.contract.stake

    @property
    def in_flight(self) -> bool:
        """Whether a contract is bought, or may be."""
        return self.sequence is not None and self.sequence.contract.phase is not Phase.ENDED

    def transfer(self, amount: int) -> None:
        """Money moved that no contract of ours moved."""
        self.balance += amount
        self.peak += amount
        self.transfers += amount

    def drawdown(self) -> Fraction:
        """Share of the peak that is gone."""
        return Fraction(self.peak - self.balance, self.peak) if self.peak > 0 else Fraction(0)

    def gate(self, stake: int | None, settings: Settings, offer: Offer) -> str | None:
        """The limit that refuses `stake`, None when it may be bought (R11)."""
        if stake is None or not fits(stake, offer):
            return "broker_limit"
        if self.balance < stake:
            return "insufficient_balance"
        if (self.peak - (self.balance - stake)) * 10_000 > settings.max_drawdown_bp * self.peak:
            return "max_drawdown"
        if settings.max_daily_loss is not None and stake - self.day_profit > settings.max_daily_loss:
            return "max_daily_loss"
        return None

    def reach(self, settings: Settings, offer: Offer) -> int:
        """The last level that could be bought, were every contract before it lost (R14)."""
        imagined = Ledger(book=self.book, balance=self.balance, peak=self.peak, day_profit=self.day_profit)
        ladder = FakeStakeLadder(settings)
        lost = 0
        for level in range(1, settings.max_level + 1):
            stake = ladder.stake(level, lost, offer.payout_rate_ppm)
            if stake is None or imagined.gate(stake, settings, offer) is not None:
                return level - 1
            imagined.balance -= stake
            imagined.day_profit -= stake
            lost += stake
        return settings.max_level

    def balance_update(self, epoch: int) -> BalanceUpdate:
        return BalanceUpdate(
            balance=self.balance,
            peak=self.peak,
            drawdown_bp=half_away(self.drawdown() * 10_000),
            epoch=epoch,
        )

    def risk_stats(self) -> RiskStats:
        total = self.wins + self.losses
        gained = self.balance + self.running_stake - self.transfers - self.starting
        return RiskStats(
            total_trades=total,
            wins=self.wins,
            losses=self.losses,
            win_rate_bp=hundredths_of_a_percent(self.wins, total),
            roi_bp=hundredths_of_a_percent(gained, self.starting),
        )

    def position(self, settings: Settings, offer: Offer) -> PositionUpdate:
        sequence = self.sequence
        if sequence is None or sequence.trade_id is None:
            return NO_POSITION
        stake = sequence.contract.stake
        following: int | None = 0
        if sequence.level < settings.max_level:
            ladder = FakeStakeLadder(settings)
            following = ladder.stake(sequence.level + 1, sequence.lost + stake, offer.payout_rate_ppm)
        return PositionUpdate(
            in_position=True,
            direction=sequence.direction,
            entry_epoch=sequence.entry_epoch,
            entry_streak_size=sequence.entry_streak_size,
            current_level=sequence.level,
            current_stake=stake,
            total_loss=-sequence.lost,
            next_stake=following or 0,
        )


def fits(stake: int, offer: Offer) -> bool:
    """Whether the broker takes a stake of that size."""
    too_small = offer.min_stake is not None and stake < offer.min_stake
    too_large = offer.max_stake is not None and stake > offer.max_stake
    return not too_small and not too_large


NO_POSITION = PositionUpdate(
    in_position=False,
    direction=None,
    entry_epoch=None,
    entry_streak_size=0,
    current_level=0,
    current_stake=0,
    total_loss=0,
    next_stake=0,
)
