"""What is kept: the database, what reads and writes it, and the engines that it is played back to."""

from dependency_injector import containers, providers

from abutre.adapters.core.engine import RustEngineFactory
from abutre.adapters.store.archive import SqlArchive
from abutre.adapters.store.database import Database
from abutre.adapters.store.examination import Examination
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.recording import SqlRecording
from abutre.adapters.store.server import Place
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.adapters.store.transfers import Transfers
from abutre.adapters.store.upkeep import Upkeep
from abutre.adapters.system.clock import SystemClock
from abutre.adapters.system.directory import DataDirectory
from abutre.adapters.system.host import SystemHost
from abutre.app.config import Config
from abutre.app.container import facets
from abutre.app.services.replay import Replay
from abutre.domain.archive import Archive, SettingsRepository
from abutre.domain.host import Host
from abutre.domain.ports import Clock, EngineFactory, Journal
from abutre.domain.recording import Recording


class Storage(containers.DeclarativeContainer):
    """Everything that needs no market, from `config`."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)

    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    store: providers.Provider[Place] = providers.Callable(facets.store_place, config)
    database: providers.Provider[Database] = providers.Singleton(Database, store)
    journal: providers.Provider[Journal] = providers.Singleton(SqlJournal, database=database)
    archive: providers.Provider[Archive] = providers.Singleton(SqlArchive, database=database)
    settings: providers.Provider[SettingsRepository] = providers.Singleton(
        SqlSettingsRepository, database=database
    )
    engines: providers.Provider[EngineFactory] = providers.Singleton(RustEngineFactory)
    transfers: providers.Provider[Transfers] = providers.Singleton(Transfers, store)
    upkeep: providers.Provider[Upkeep] = providers.Singleton(Upkeep, store)
    examination: providers.Provider[Examination] = providers.Singleton(Examination, store)
    data_directory: providers.Provider[DataDirectory] = providers.Singleton(
        DataDirectory, config.provided.data_dir
    )
    host: providers.Provider[Host] = providers.Singleton(SystemHost, data_directory.provided.ground.call())
    recording: providers.Provider[Recording] = providers.Singleton(SqlRecording, store)
    replay: providers.Provider[Replay] = providers.Singleton(Replay, recording=recording, engines=engines)
