"""Those who look on: the log's chronicle, metrics, notifications, signs of life."""

from importlib.metadata import version

from dependency_injector import containers, providers

from abutre.adapters.metrics.prometheus import PrometheusMetrics
from abutre.adapters.notify.narrator import Narrator
from abutre.adapters.notify.notifier import Notifier
from abutre.adapters.notify.phrases import Phrasebook
from abutre.adapters.system.collector import QuietCollector
from abutre.adapters.system.systemd import Systemd
from abutre.app.config import Config
from abutre.app.services.chronicle import Chronicle
from abutre.app.services.health import Unresolved
from abutre.app.services.pulse import Pulse
from abutre.domain.model import Account
from abutre.domain.observing import Observer
from abutre.domain.ports import Clock


def _title(config: Config, account: Account) -> str:
    return f"Abutre {config.symbol.name} ({account.mode})"


def _build(config: Config) -> dict[str, str]:
    return {"version": version("abutre"), "symbol": config.symbol.name, "mode": config.mode.value}


class Observation(containers.DeclarativeContainer):
    """What sees every entry and decides nothing."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    clock: providers.Dependency[Clock] = providers.Dependency()
    account: providers.Dependency[Account] = providers.Dependency(instance_of=Account)

    pulse: providers.Provider[Pulse] = providers.Singleton(Pulse, clock=clock)
    systemd: providers.Provider[Systemd] = providers.Singleton(Systemd, clock)
    unresolved: providers.Provider[Unresolved] = providers.Singleton(Unresolved)
    metrics: providers.Provider[PrometheusMetrics] = providers.Singleton(
        PrometheusMetrics, clock, providers.Callable(_build, config)
    )
    narrator: providers.Provider[Narrator] = providers.Singleton(
        Narrator,
        phrasebook=providers.Singleton(
            Phrasebook, config.provided.notify_language, account.provided.currency
        ),
        least_level=config.provided.notify_level,
    )
    notifier: providers.Provider[Notifier] = providers.Singleton(
        Notifier,
        addresses=config.provided.notify_urls,
        narrator=narrator,
        title=providers.Callable(_title, config, account),
        clock=clock,
    )
    observers: providers.Provider[list[Observer]] = providers.List(
        providers.Singleton(Chronicle),
        metrics,
        unresolved,
        notifier,
        providers.Singleton(QuietCollector, clock),
    )
