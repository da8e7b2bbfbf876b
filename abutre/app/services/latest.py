"""The newest event of each kind, offer and past: what a client is shown that has just come."""

import asyncio

from abutre.app.services.recent import with_candles, with_event
from abutre.domain.events import (
    BalanceUpdate,
    BotStatus,
    Event,
    MarketData,
    PositionUpdate,
    RiskStats,
    SettingsChanged,
)
from abutre.domain.facts import History, Quoted
from abutre.domain.model import BotState
from abutre.domain.records import Entry, Recent


class Latest:
    """Filled by the trader as it goes on; complete once `Started` and the first `Quoted` were dealt with."""

    bot_status: BotStatus
    balance: BalanceUpdate
    position: PositionUpdate
    risk_stats: RiskStats
    quote: Quoted

    def __init__(self, *, seq: int, settings: SettingsChanged, recent: Recent) -> None:
        """Begin after event number `seq`, with what is stored."""
        self.seq = seq
        self.settings = settings
        self.recent = recent
        self.market: MarketData | None = None
        self.changes = 0
        """How often anything of this has changed."""
        self.stopped = asyncio.Event()
        """Set while the bot's status is STOPPED."""

    def offered(self, quote: Quoted) -> None:
        """Remember what the broker offers; it is shown before it is kept."""
        self.quote = quote
        self.changes += 1

    def note(self, entry: Entry) -> None:
        """Remember an entry, all of it at once, so that nobody sees the bot in the middle of a fact."""
        for fact in entry.facts:
            if isinstance(fact, History):
                self.recent = with_candles(self.recent, fact.candles)
        for told in entry.events:
            self.seq = told.seq
            self.recent = with_event(self.recent, told)
            self._note_event(told.event)
        self.changes += 1

    def _note_event(self, event: Event) -> None:
        match event:
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
            case SettingsChanged() as settings:
                self.settings = settings
