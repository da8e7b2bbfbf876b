"""Which class stands behind which port: the one place that knows them all."""

from contextlib import AbstractAsyncContextManager, nullcontext
from hashlib import sha256
from random import Random

from dependency_injector import containers, providers

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.deriv.config import AccountKind, DerivConfig
from abutre.adapters.deriv.deriv import Deriv
from abutre.adapters.paper.broker import PaperBroker
from abutre.adapters.paper.tape import Tape
from abutre.adapters.replay.feed import ReplayFeed
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.adapters.synthetic.feed import DEFAULT_SEED, SyntheticFeed
from abutre.adapters.system.clock import SystemClock
from abutre.adapters.system.host import SystemHost
from abutre.adapters.web.site import Site
from abutre.adapters.web.sockets import WebSocketServer
from abutre.app.amounts import rate
from abutre.app.config import Config
from abutre.app.deriv_access import deriv_access, in_real_time
from abutre.app.services.bookkeeping import Bookkeeping
from abutre.app.services.carry_out import CarryOut
from abutre.app.services.control import Control
from abutre.app.services.keeper import Keeper
from abutre.app.services.recovery import Opening, Recovery
from abutre.app.services.start_up import StartUp
from abutre.app.services.trader import Trader
from abutre.app.services.vitals import Watch
from abutre.domain.model import Account, Book
from abutre.domain.ports import (
    Broker,
    Clock,
    Controls,
    EngineFactory,
    Host,
    Journal,
    MarketFeed,
    SettingsRepository,
)
from abutre.domain.settings import MAX_MONEY


def _brokers(account: Broker, paper: Broker) -> dict[Book, Broker]:
    return {Book.ACCOUNT: account, Book.PAPER: paper}


def _market_time(bookkeeping: Bookkeeping) -> int:
    return bookkeeping.epoch


def _note(settled_by: str, config: Config) -> str:
    return (
        f"Contracts settle by {settled_by}; a win is assumed to pay {rate(config.payout_rate)} of the stake."
    )


def _replay_note(config: Config, feed: ReplayFeed) -> str:
    return _note("candle colour" if feed.kind == "candles" else "ticks", config)


def _deriv_note(config: Config) -> str:
    what = "on paper, by Deriv's ticks" if config.paper_trading else "at Deriv"
    return f"Contracts settle {what}; a win pays what Deriv quotes."


def _deriv_currency(deriv: Deriv) -> str:
    account = deriv.account()
    return "USD" if account is None else account.currency


def _deriv_source(config: Config, deriv: Deriv) -> str:
    # Another account is another run. Its id stays out of the database.
    account = deriv.account()
    fingerprint = "" if account is None else sha256(account.account_id.encode()).hexdigest()[:16]
    return f"{config.source}:{fingerprint}"


class Container(containers.DeclarativeContainer):
    """Everything from `config`; what trades also needs the `opening`, which `recovery` finds."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    opening: providers.Dependency[Opening] = providers.Dependency(instance_of=Opening)

    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    database: providers.Provider[Database] = providers.Singleton(Database, config.provided.data_dir)
    journal: providers.Provider[Journal] = providers.Singleton(SqlJournal, database=database)
    settings: providers.Provider[SettingsRepository] = providers.Singleton(
        SqlSettingsRepository, database=database
    )
    engines: providers.Provider[EngineFactory] = providers.Singleton(RustEngineFactory)

    synthetic_feed: providers.Provider[MarketFeed] = providers.Singleton(
        SyntheticFeed,
        symbol=config.provided.symbol,
        seed=DEFAULT_SEED,
        speed=config.provided.speed,
        clock=clock,
    )
    replay_feed: providers.Provider[MarketFeed] = providers.Singleton(
        ReplayFeed,
        path=config.provided.replay,
        symbol=config.provided.symbol,
        speed=config.provided.speed,
        clock=clock,
    )
    deriv_access: providers.Provider[DerivConfig] = providers.Singleton(deriv_access, AccountKind.DEMO)
    deriv: providers.Provider[Deriv] = providers.Singleton(
        Deriv, deriv_access, config.provided.symbol, clock, providers.Factory(Random)
    )
    deriv_feed: providers.Provider[MarketFeed] = deriv.provided.feed
    deriv_broker: providers.Provider[Broker] = deriv.provided.broker
    nowhere: providers.Provider[AbstractAsyncContextManager[object]] = providers.Factory(nullcontext)
    venue: providers.Provider[AbstractAsyncContextManager[object]] = providers.Selector(
        config.provided.market, synthetic=nowhere, replay=nowhere, deriv=deriv
    )

    feed: providers.Provider[MarketFeed] = providers.Selector(
        config.provided.market, synthetic=synthetic_feed, replay=replay_feed, deriv=deriv_feed
    )
    currency: providers.Provider[str] = providers.Selector(
        config.provided.market,
        synthetic=providers.Object("USD"),
        replay=providers.Object("USD"),
        deriv=providers.Callable(_deriv_currency, deriv),
    )
    account: providers.Provider[Account] = providers.Singleton(
        Account, mode=config.provided.mode, currency=currency
    )
    source: providers.Provider[str] = providers.Selector(
        config.provided.market,
        synthetic=config.provided.source,
        replay=config.provided.source,
        deriv=providers.Callable(_deriv_source, config, deriv),
    )
    tape: providers.Provider[Tape] = providers.Singleton(Tape, feed, since=opening.provided.epoch)
    note: providers.Provider[str] = providers.Selector(
        config.provided.market,
        synthetic=providers.Callable(_note, "ticks", config),
        replay=providers.Callable(_replay_note, config, replay_feed),
        deriv=providers.Callable(_deriv_note, config),
    )

    recovery: providers.Provider[Recovery] = providers.Singleton(
        Recovery,
        journal=journal,
        settings=settings,
        engines=engines,
        feed=feed,
        mode=config.provided.mode,
        symbol=config.provided.symbol,
        source=source,
        balance=config.provided.balance,
        payout_rate_ppm=config.provided.payout_rate,
    )

    quoted_by: providers.Provider[Broker | None] = providers.Selector(
        config.provided.market,
        synthetic=providers.Object(None),
        replay=providers.Object(None),
        deriv=deriv_broker,
    )
    play_money_broker: providers.Provider[Broker] = providers.Singleton(
        PaperBroker,
        tape=tape,
        book=Book.ACCOUNT,
        balance=opening.provided.balance,
        payout_rate_ppm=config.provided.payout_rate,
        quoted_by=quoted_by,
    )
    account_broker: providers.Provider[Broker] = providers.Selector(
        config.provided.account, paper=play_money_broker, deriv=deriv_broker
    )
    # The engine keeps the PAPER book's balance and checks it; its broker must never be the first to say no.
    paper_broker: providers.Provider[Broker] = providers.Singleton(
        PaperBroker,
        tape=tape,
        book=Book.PAPER,
        balance=MAX_MONEY,
        payout_rate_ppm=config.provided.payout_rate,
        quoted_by=quoted_by,
    )

    bookkeeping: providers.Provider[Bookkeeping] = providers.Singleton(
        Bookkeeping,
        run_id=opening.provided.run.run_id,
        last_seq=opening.provided.last_seq,
        epoch=opening.provided.epoch,
    )
    market_time: providers.Provider[int] = providers.Callable(_market_time, bookkeeping)
    server: providers.Provider[WebSocketServer] = providers.Singleton(
        WebSocketServer,
        symbol=config.provided.symbol,
        allowed_origins=config.provided.cors_origins,
        now=market_time.provider,
    )
    keeper: providers.Provider[Keeper] = providers.Singleton(Keeper, journal=journal, clock=clock)
    trader: providers.Provider[Trader] = providers.Singleton(
        Trader,
        engine=opening.provided.engine,
        keeper=keeper,
        publisher=server,
        carry_out=providers.Singleton(
            CarryOut, feed=tape, brokers=providers.Callable(_brokers, account_broker, paper_broker)
        ),
        bookkeeping=bookkeeping,
    )
    host: providers.Provider[Host] = providers.Singleton(SystemHost, config.provided.data_dir)
    real_time: providers.Provider[MarketFeed | None] = providers.Selector(
        config.provided.market,
        synthetic=providers.Object(None),
        replay=providers.Object(None),
        deriv=providers.Callable(in_real_time, deriv_access, deriv_feed),
    )
    watch: providers.Provider[Watch] = providers.Singleton(
        Watch, host=host, clock=clock, trader=trader, market=real_time
    )
    start_up: providers.Provider[StartUp] = providers.Singleton(
        StartUp,
        trader=trader,
        feed=tape,
        account=account_broker,
        opening=opening,
        note=note,
        open_sequence=config.provided.on_open_sequence,
    )
    control: providers.Provider[Controls] = providers.Singleton(
        Control,
        trader=trader,
        journal=journal,
        settings=settings,
        broker=account_broker,
        clock=clock,
        account=account,
        symbol=config.provided.symbol,
        run_id=opening.provided.run.run_id,
    )
    site: providers.Provider[Site] = providers.Singleton(
        Site, server=server, controls=control, host=config.provided.host, port=config.provided.port
    )
