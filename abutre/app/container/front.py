"""What clients meet: the HTTP port with everything that it serves."""

import ssl

from dependency_injector import containers, providers

from abutre.adapters.web.probes import Probes
from abutre.adapters.web.rest.reads import Reads
from abutre.adapters.web.site import Site
from abutre.adapters.web.sockets import WebSocketServer
from abutre.adapters.web.tls import tls_context
from abutre.app.config import Config
from abutre.domain.archive import Archive, SettingsReading
from abutre.domain.observing import Health, Instruments
from abutre.domain.ports import Controls
from abutre.domain.symbols import Symbol


class Front(containers.DeclarativeContainer):
    """The site, in front of a bot."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    symbol: providers.Dependency[Symbol] = providers.Dependency(instance_of=Symbol)
    run_id: providers.Dependency[int] = providers.Dependency(instance_of=int)
    server: providers.Dependency[WebSocketServer] = providers.Dependency(instance_of=WebSocketServer)
    controls: providers.Dependency[Controls] = providers.Dependency()
    archive: providers.Dependency[Archive] = providers.Dependency()
    settings: providers.Dependency[SettingsReading] = providers.Dependency()
    health: providers.Dependency[Health] = providers.Dependency()
    instruments: providers.Dependency[Instruments] = providers.Dependency()

    tls: providers.Provider[ssl.SSLContext | None] = providers.Callable(
        tls_context, config.provided.tls_cert, config.provided.tls_key
    )
    site: providers.Provider[Site] = providers.Singleton(
        Site,
        server=server,
        controls=controls,
        reads=providers.Singleton(
            Reads,
            archive=archive,
            settings=settings,
            symbol=symbol,
            run_id=run_id,
        ),
        probes=providers.Singleton(Probes, health=health, instruments=instruments),
        host=config.provided.host,
        port=config.provided.port,
        tls=tls,
    )
