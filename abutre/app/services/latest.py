"""The newest event of each kind, and the newest offer: what a client sees that has just connected."""

import asyncio

from abutre.domain.events import (
    BalanceUpdate,
    BotStatus,
    MarketData,
    PositionUpdate,
    RiskStats,
    Sequenced,
)
from abutre.domain.facts import Quoted
from abutre.domain.model import BotState


class Latest:
    """Filled by the trader as it goes on; complete once `Started` and the first `Quoted` were dealt with."""

    bot_status: BotStatus
    balance: BalanceUpdate
    position: PositionUpdate
    risk_stats: RiskStats
    quote: Quoted

    def __init__(self, *, seq: int) -> None:
        """Begin after event number `seq`."""
        self.seq = seq
        self.market: MarketData | None = None
        self.stopped = asyncio.Event()
        """Set while the bot's status is STOPPED."""

    def note(self, told: Sequenced) -> None:
        """Remember an event that has just been told."""
        self.seq = told.seq
        match told.event:
            case BotStatus() as status:
                self.bot_status = status
                if status.status is BotState.STOPPED:
                    self.stopped.set()
                else:
                    self.stopped.clear()
            case BalanceUpdate() as balance:
                self.balance = balance
            case PositionUpdate() as position:
                self.position = position
            case RiskStats() as stats:
                self.risk_stats = stats
            case MarketData() as market:
                self.market = market
