"""A bot's days, recorded: the real engine on a random market with certain purchases, without a process."""

from random import Random

from abutre.adapters.core.engine import RustEngineFactory
from abutre.app.services.bookkeeping import Bookkeeping
from abutre.domain.effects import Backfill, Buy
from abutre.domain.events import SystemAlert
from abutre.domain.facts import CandleSeen, Fact, History, Purchased, Quoted, Settled, Started
from abutre.domain.model import MINUTE, AccountMode, Outcome
from abutre.domain.ports import Engine, Journal
from abutre.domain.records import Run
from abutre.domain.settings import Settings, StoredSettings

NOON = 1_700_006_400
PAYOUT_RATE_PPM = 950_000


class RecordedRun:
    """One run on `journal`, minute after minute."""

    def __init__(self, journal: Journal, engine: Engine, run: Run, *, seed: int, last_seq: int) -> None:
        self.journal = journal
        self._engine = engine
        self._book = Bookkeeping(run_id=run.run_id, last_seq=last_seq, epoch=run.started_at)
        self._chance = Random(seed)  # noqa: S311 (a market, not a secret)
        self._now = run.started_at
        self._open: Buy | None = None

    @classmethod
    async def begin(cls, journal: Journal, *, seed: int = 1, threshold: int = 3) -> "RecordedRun":
        """Begin a run and tell the engine of its account."""
        last_seq, last_trade_id, last_intent = await journal.counters()
        settings = Settings(delay_threshold=threshold, max_drawdown_bp=10_000, max_level=3)
        engine = RustEngineFactory().fresh(
            settings=StoredSettings(settings=settings, version=1, stored_at=0),
            tick_interval=1,
            payout_rate_ppm=PAYOUT_RATE_PPM,
            last_trade_id=last_trade_id,
            last_intent=last_intent,
        )
        run = Run(run_id=0, mode=AccountMode.DEMO, symbol="R_100", source="synthetic", started_at=NOON)
        recorded = cls(
            journal, engine, await journal.begin_run(run, engine.snapshot()), seed=seed, last_seq=last_seq
        )
        await recorded.take(Started(epoch=NOON, balance=10_000_000, account_allowed=True, note="settled"))
        await recorded.take(Quoted(payout_rate_ppm=PAYOUT_RATE_PPM, min_stake=35, max_stake=None))
        return recorded

    async def play(self, minutes: int) -> None:
        """Let so many minutes pass."""
        for _ in range(minutes):
            await self._settle()
            begin, end = (50_000 + self._chance.randrange(100) for _ in range(2))
            low, high = sorted((begin, end))
            candle = CandleSeen(open_time=self._now, open=begin, high=high, low=low, close=end)
            self._now += MINUTE
            await self.take(candle)

    async def take(self, fact: Fact) -> None:
        """Do as the trader does."""
        following: Fact | None = fact
        while following is not None:
            effects = self._engine.step(following)
            self._book.note(following)
            following = None
            if effects:
                await self.journal.commit(self._book.entry(effects, self._engine.snapshot()))
                following = self._answer(effects[-1])

    async def alert(self, alert: SystemAlert) -> None:
        """Have something told that the engine knows nothing of."""
        await self.journal.commit(self._book.entry((alert,), self._engine.snapshot()))

    def skip(self, minutes: int) -> None:
        """Let so many minutes pass of which nothing is known."""
        self._now += minutes * MINUTE

    def _answer(self, last: object) -> Fact | None:
        if isinstance(last, Backfill):
            return History(candles=())
        if not isinstance(last, Buy):
            return None
        self._open = last
        return Purchased(
            book=last.book,
            intent=last.intent,
            contract_id=1_000 + last.intent,
            stake=last.stake,
            payout=last.stake * 195 // 100,
            epoch=self._now,
        )

    async def _settle(self) -> None:
        if self._open is not None:
            contract, self._open = self._open, None
            won = self._chance.random() < 0.5
            await self.take(
                Settled(
                    book=contract.book,
                    intent=contract.intent,
                    outcome=Outcome.WON if won else Outcome.LOST,
                    payout=contract.stake * 195 // 100 if won else 0,
                    epoch=self._now,
                )
            )
