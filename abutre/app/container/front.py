"""What clients meet: the HTTP port with everything that it serves."""

from dependency_injector import containers, providers

from abutre.adapters.web.probes import Probes
from abutre.adapters.web.rest.reads import Reads
from abutre.adapters.web.site import Site
from abutre.adapters.web.sockets import WebSocketServer
from abutre.adapters.web.tls import tls_context
from abutre.app.config import Config
from abutre.app.services.recovery import Opening
from abutre.domain.archive import Archive
from abutre.domain.observing import Health, Instruments
from abutre.domain.ports import Controls, SettingsRepository


class Front(containers.DeclarativeContainer):
    """The site, in front of a bot that has found its opening."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    opening: providers.Dependency[Opening] = providers.Dependency(instance_of=Opening)
    server: providers.Dependency[WebSocketServer] = providers.Dependency(instance_of=WebSocketServer)
    controls: providers.Dependency[Controls] = providers.Dependency()
    archive: providers.Dependency[Archive] = providers.Dependency()
    settings: providers.Dependency[SettingsRepository] = providers.Dependency()
    health: providers.Dependency[Health] = providers.Dependency()
    instruments: providers.Dependency[Instruments] = providers.Dependency()

    site: providers.Provider[Site] = providers.Singleton(
        Site,
        server=server,
        controls=controls,
        reads=providers.Singleton(
            Reads,
            archive=archive,
            settings=settings,
            symbol=config.provided.symbol,
            run_id=opening.provided.run.run_id,
        ),
        probes=providers.Singleton(Probes, health=health, instruments=instruments),
        host=config.provided.host,
        port=config.provided.port,
        tls=providers.Callable(tls_context, config.provided.tls_cert, config.provided.tls_key),
    )
