"""The container itself: everything that trades, and the server in front of it."""

from contextlib import AbstractAsyncContextManager, nullcontext
from random import Random
from typing import Any

from dependency_injector import providers

from abutre.adapters.core.parts import RustStakeLadder
from abutre.adapters.deriv.config import DerivConfig
from abutre.adapters.deriv.deriv import Deriv
from abutre.adapters.paper.broker import PaperBroker
from abutre.adapters.paper.tape import Tape
from abutre.adapters.relay.desk import Desk
from abutre.adapters.relay.values import About
from abutre.adapters.replay.feed import ReplayFeed
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.site import Site
from abutre.adapters.web.sockets import WebSocketServer
from abutre.app.config import Config
from abutre.app.container import facets
from abutre.app.container.front import Front
from abutre.app.container.observation import Observation
from abutre.app.container.relay import Relay
from abutre.app.container.standing import Standing
from abutre.app.container.storage import Storage
from abutre.app.deriv_access import account_kind, deriv_access, in_real_time
from abutre.app.entry import entrance
from abutre.app.services.bookkeeping import Bookkeeping
from abutre.app.services.carry_out import CarryOut
from abutre.app.services.confirmation import Confirmation
from abutre.app.services.control import Control
from abutre.app.services.daily_check import DailyCheck
from abutre.app.services.keeper import Keeper
from abutre.app.services.precedence import Precedence
from abutre.app.services.recovery import Opening, Recovery
from abutre.app.services.start_up import StartUp
from abutre.app.services.trader import Trader
from abutre.app.services.vitals import Watch
from abutre.domain.model import Account, Book
from abutre.domain.ports import Broker, Controls, MarketFeed
from abutre.domain.settings import MAX_MONEY


def _market(
    config: providers.Provider[Config], replay: providers.Provider[Any], deriv: providers.Provider[Any]
) -> providers.Provider[Any]:
    """Of a file that is replayed, or of a Deriv, the simulated one too."""
    return providers.Selector(config.provided.market, simulator=deriv, replay=replay, deriv=deriv)


class Container(Storage):
    """Everything from `config`, and from `simulator_access` where a simulator is the market.

    What trades also needs the `opening`, which `recovery` finds.
    """

    # A class body does not see what its class inherits.
    config, clock, engines, host = Storage.config, Storage.clock, Storage.engines, Storage.host
    journal, archive, settings, replay = Storage.journal, Storage.archive, Storage.settings, Storage.replay

    opening: providers.Dependency[Opening] = providers.Dependency(instance_of=Opening)

    replay_feed: providers.Provider[MarketFeed] = providers.Singleton(
        ReplayFeed,
        path=config.provided.replay,
        symbol=config.provided.symbol,
        speed=config.provided.speed,
        clock=clock,
    )
    simulator_access: providers.Dependency[DerivConfig] = providers.Dependency(instance_of=DerivConfig)
    deriv_access: providers.Provider[DerivConfig] = providers.Selector(
        config.provided.market,
        simulator=simulator_access,
        deriv=providers.Singleton(deriv_access, providers.Callable(account_kind, config)),
    )
    deriv: providers.Provider[Deriv] = providers.Singleton(
        Deriv, deriv_access, config.provided.symbol, clock, providers.Factory(Random)
    )
    deriv_feed: providers.Provider[MarketFeed] = deriv.provided.feed
    deriv_broker: providers.Provider[Broker] = deriv.provided.broker
    nowhere: providers.Provider[AbstractAsyncContextManager[object]] = providers.Factory(nullcontext)
    venue: providers.Provider[AbstractAsyncContextManager[object]] = _market(config, nowhere, deriv)
    feed: providers.Provider[MarketFeed] = _market(config, replay_feed, deriv_feed)
    currency: providers.Provider[str] = _market(
        config, providers.Object("USD"), providers.Callable(facets.deriv_currency, deriv)
    )
    account: providers.Provider[Account] = providers.Singleton(
        Account, mode=config.provided.mode, currency=currency
    )
    source: providers.Provider[str] = _market(
        config, config.provided.source, providers.Callable(facets.deriv_source, config, deriv)
    )
    tape: providers.Provider[Tape] = providers.Singleton(Tape, feed, since=opening.provided.epoch)
    note: providers.Provider[str] = _market(
        config,
        providers.Callable(facets.replay_note, config, replay_feed),
        providers.Callable(facets.deriv_note, config),
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

    quoted_by: providers.Provider[Broker | None] = _market(config, providers.Object(None), deriv_broker)
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

    observation = providers.Container(Observation, config=config, clock=clock, account=account)
    bookkeeping: providers.Provider[Bookkeeping] = providers.Singleton(
        Bookkeeping,
        run_id=opening.provided.run.run_id,
        last_seq=opening.provided.last_seq,
        epoch=opening.provided.epoch,
    )
    market_time: providers.Provider[int] = providers.Callable(facets.market_time, bookkeeping)
    entrance: providers.Provider[Entrance] = providers.Singleton(entrance, config, now=clock.provided.now)
    precedence: providers.Provider[Precedence] = providers.Singleton(Precedence, clock)
    server: providers.Provider[WebSocketServer] = providers.Singleton(
        WebSocketServer,
        symbol=config.provided.symbol,
        now=market_time.provider,
        entrance=entrance,
        turn=precedence.provided.turn,
    )
    relay = providers.Container(Relay, config=config, clock=clock, server=server)
    keeper: providers.Provider[Keeper] = providers.Singleton(Keeper, journal=journal, clock=clock)
    trader: providers.Provider[Trader] = providers.Singleton(
        Trader,
        engine=opening.provided.engine,
        keeper=keeper,
        publisher=relay.publisher,
        carry_out=providers.Singleton(
            CarryOut,
            feed=tape,
            brokers=providers.Callable(facets.brokers, account_broker, paper_broker),
            speed=providers.Callable(facets.market_speed, config, deriv_access.provider),
        ),
        bookkeeping=bookkeeping,
        observers=observation.observers,
        precedence=precedence,
        latest=providers.Callable(facets.latest, opening),
    )
    real_time: providers.Provider[MarketFeed | None] = providers.Selector(
        config.provided.market,
        simulator=providers.Object(None),
        replay=providers.Object(None),
        deriv=providers.Callable(in_real_time, deriv_access, deriv_feed),
    )
    closed: providers.Provider[str | None] = _market(
        config, providers.Object(None), deriv.provided.closed.call()
    )
    watch: providers.Provider[Watch] = providers.Singleton(
        Watch, host=host, clock=clock, trader=trader, market=real_time, closed=closed.provider
    )
    start_up: providers.Provider[StartUp] = providers.Singleton(
        StartUp,
        trader=trader,
        feed=tape,
        account=account_broker,
        opening=opening,
        clock=clock,
        note=note,
        open_sequence=config.provided.on_open_sequence,
    )
    daily_check: providers.Provider[DailyCheck] = providers.Singleton(
        DailyCheck, trader=trader, replay=replay, clock=clock
    )
    confirmation: providers.Provider[Confirmation] = providers.Singleton(
        Confirmation, broker=account_broker, ladders=providers.Factory(RustStakeLadder).provider
    )
    control: providers.Provider[Controls] = providers.Singleton(
        Control,
        trader=trader,
        journal=journal,
        settings=settings,
        confirmation=confirmation,
        clock=clock,
        account=account,
        symbol=config.provided.symbol,
    )
    standing = providers.Container(
        Standing,
        config=config,
        clock=clock,
        trader=trader,
        deriv=deriv,
        server=server,
        pulse=observation.pulse,
        unresolved=observation.unresolved,
        metrics=observation.metrics,
        notifier=observation.notifier,
    )
    about: providers.Provider[About] = providers.Callable(
        facets.about, config=config, trader=trader, run_id=opening.provided.run.run_id
    )
    desk: providers.Provider[Desk] = providers.Singleton(
        Desk,
        line=relay.line,
        clock=clock,
        controls=control,
        archive=archive,
        settings=settings,
        about=about.provider,
    )
    front = providers.Container(
        Front,
        config=config,
        server=server,
        controls=control,
        archive=archive,
        settings=settings,
        symbol=config.provided.symbol,
        run_id=opening.provided.run.run_id,
        health=standing.health,
        instruments=standing.instruments,
    )
    site: providers.Provider[Site] = front.site
