"""The store and what is kept in it, for the container to build on."""

from dependency_injector import containers, providers

from abutre.adapters.store.archive import SqlArchive
from abutre.adapters.store.database import Database
from abutre.adapters.store.journal import SqlJournal
from abutre.adapters.store.recording import SqlRecording
from abutre.adapters.store.server import Place
from abutre.adapters.store.settings import SqlSettingsRepository
from abutre.adapters.store.transfers import Transfers
from abutre.adapters.store.upkeep import Upkeep
from abutre.app.config import Config
from abutre.app.container import facets
from abutre.domain.archive import Archive
from abutre.domain.ports import Journal, SettingsRepository
from abutre.domain.recording import Recording


class Storage(containers.DeclarativeContainer):
    """Everything that is kept at the one place that `config` names."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)

    store: providers.Provider[Place] = providers.Callable(facets.store_place, config)
    database: providers.Provider[Database] = providers.Singleton(Database, store)
    journal: providers.Provider[Journal] = providers.Singleton(SqlJournal, database=database)
    archive: providers.Provider[Archive] = providers.Singleton(SqlArchive, database=database)
    settings: providers.Provider[SettingsRepository] = providers.Singleton(
        SqlSettingsRepository, database=database
    )
    transfers: providers.Provider[Transfers] = providers.Singleton(Transfers, store)
    upkeep: providers.Provider[Upkeep] = providers.Singleton(Upkeep, store)
    recording: providers.Provider[Recording] = providers.Singleton(SqlRecording, store)
