"""A gateway's picture: the site of a bot that runs elsewhere."""

from dependency_injector import containers, providers

from abutre.adapters.metrics.figures import Figures
from abutre.adapters.relay.archive import RelayedArchive, RelayedSettings
from abutre.adapters.relay.asking import Asking
from abutre.adapters.relay.controls import RelayedControls
from abutre.adapters.relay.follower import Follower
from abutre.adapters.relay.line import Line
from abutre.adapters.relay.past import Past
from abutre.adapters.relay.values import About
from abutre.adapters.system.clock import SystemClock
from abutre.adapters.system.systemd import Systemd
from abutre.adapters.web.entry.entrance import Entrance
from abutre.adapters.web.site import Site
from abutre.adapters.web.sockets import WebSocketServer
from abutre.app.config import Config
from abutre.app.container.front import Front
from abutre.app.entry import entrance
from abutre.app.redis_line import redis_line
from abutre.domain.archive import Archive, SettingsReading
from abutre.domain.ports import Clock
from abutre.domain.symbols import Symbol, symbol_named


class GatewayContainer(containers.DeclarativeContainer):
    """Everything from `config`, and what serves clients from `about` too, which the bot tells."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    about: providers.Dependency[About] = providers.Dependency(instance_of=About)

    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    systemd: providers.Provider[Systemd] = providers.Singleton(Systemd, clock)
    line: providers.Provider[Line] = providers.Singleton(redis_line, config=config, clock=clock)
    asking: providers.Provider[Asking] = providers.Singleton(Asking, line)
    past: providers.Provider[Past] = providers.Singleton(Past)
    controls: providers.Provider[RelayedControls] = providers.Singleton(
        RelayedControls, asking=asking, past=past
    )
    archive: providers.Provider[Archive] = providers.Singleton(RelayedArchive, asking)
    settings: providers.Provider[SettingsReading] = providers.Singleton(RelayedSettings, asking)
    symbol: providers.Provider[Symbol] = providers.Callable(symbol_named, about.provided.symbol)
    entrance: providers.Provider[Entrance] = providers.Singleton(entrance, config, now=clock.provided.now)
    server: providers.Provider[WebSocketServer] = providers.Singleton(
        WebSocketServer, symbol=symbol, now=past.provided.market_time, entrance=entrance
    )
    follower: providers.Provider[Follower] = providers.Singleton(
        Follower,
        line=line,
        controls=controls,
        past=past,
        publisher=server,
        start_over=server.provided.start_over,
        about=about,
        clock=clock,
    )
    figures: providers.Provider[Figures] = providers.Singleton(Figures)
    front = providers.Container(
        Front,
        config=config,
        server=server,
        controls=controls,
        archive=archive,
        settings=settings,
        symbol=symbol,
        run_id=about.provided.run_id,
        health=follower,
        instruments=figures,
    )
    site: providers.Provider[Site] = front.site
