"""Where the bot begins: with the last run when that is the same account and market, else afresh."""

from dataclasses import dataclass

from abutre.app.services.recent import read_recent
from abutre.domain.archive import SettingsRepository
from abutre.domain.errors import EngineError, StoreError
from abutre.domain.model import AccountMode
from abutre.domain.ports import Engine, EngineFactory, Journal, MarketFeed
from abutre.domain.records import Recent, Resumable, Run
from abutre.domain.settings import StoredSettings
from abutre.domain.symbols import Symbol

REPLAY = "replay:"
"""How the source of a replay begins: it is played from its start every time; any other market goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the bot begins with.

    Attributes:
        run: the run, numbered.
        resumed: True when it was begun by an earlier process.
        engine: fresh, or as the last commit of the run left it.
        balance: of the account, minor units, a running contract's stake spent.
        epoch: market time now.
        after: market time after which the market is news; 0 for a fresh run, which takes whatever comes.
        last_seq: number of the last event ever told.
        settings: as stored.
        news: whether they were stored while no bot ran, so that the engine does not know them yet.
        recent: what clients are shown of the run's past.
    """

    run: Run
    resumed: bool
    engine: Engine
    balance: int
    epoch: int
    after: int
    last_seq: int
    settings: StoredSettings
    news: bool
    recent: Recent


class Recovery:
    """Finds the opening. A clean start, a restart and the start after a crash are one code path."""

    def __init__(
        self,
        *,
        journal: Journal,
        settings: SettingsRepository,
        engines: EngineFactory,
        feed: MarketFeed,
        mode: AccountMode,
        symbol: Symbol,
        source: str,
        balance: int,
        payout_rate_ppm: int,
    ) -> None:
        """`balance` (minor units) and `payout_rate_ppm` are what a fresh run begins with."""
        self._journal = journal
        self._settings = settings
        self._engines = engines
        self._feed = feed
        self._mode = mode
        self._symbol = symbol
        self._source = source
        self._balance = balance
        self._payout_rate_ppm = payout_rate_ppm

    async def find(self) -> Opening:
        """The opening.

        Raises:
            UserError: the market cannot be opened.
            StoreError: the last run cannot be read.
        """
        last = await self._journal.latest_run()
        if last is not None and self._goes_on(last.run):
            return await self._resumed(last)
        return await self._fresh()

    def _goes_on(self, run: Run) -> bool:
        here = (self._mode, self._symbol.code, self._source)
        return not self._source.startswith(REPLAY) and here == (run.mode, run.symbol, run.source)

    async def _resumed(self, last: Resumable) -> Opening:
        try:
            engine = self._engines.restored(last.state)
        except EngineError as error:
            raise StoreError(
                f"run {last.run.run_id} in the data directory cannot be gone on with: {error}; "
                "use the version of Abutre that wrote it, or another --data-dir"
            ) from error
        last_seq, _, _ = await self._journal.counters()
        standing = engine.standing()
        stored = await self._settings.load()
        return Opening(
            run=last.run,
            resumed=True,
            engine=engine,
            balance=standing.balance,
            epoch=max(last.epoch, await self._feed.now()),
            after=last.epoch,
            last_seq=last_seq,
            settings=stored,
            news=stored.version != standing.settings_version,
            recent=await read_recent(self._journal, last.run.run_id),
        )

    async def _fresh(self) -> Opening:
        epoch = await self._feed.now()
        settings = await self._settings.load()
        last_seq, last_trade_id, last_intent = await self._journal.counters()
        engine = self._engines.fresh(
            settings=settings,
            tick_interval=self._symbol.tick_interval,
            payout_rate_ppm=self._payout_rate_ppm,
            last_trade_id=last_trade_id,
            last_intent=last_intent,
        )
        run = await self._journal.begin_run(
            Run(run_id=0, mode=self._mode, symbol=self._symbol.code, source=self._source, started_at=epoch),
            engine.snapshot(),
        )
        return Opening(
            run=run,
            resumed=False,
            engine=engine,
            balance=self._balance,
            epoch=epoch,
            after=0,
            last_seq=last_seq,
            settings=settings,
            news=False,
            recent=await read_recent(self._journal, run.run_id),
        )
