"""How the bot stands: what it tells probes, Prometheus and the watchdog when they ask."""

from collections.abc import Callable

from dependency_injector import containers, providers

from abutre.adapters.deriv.deriv import Deriv
from abutre.adapters.metrics.prometheus import PrometheusMetrics
from abutre.adapters.notify.notifier import Notifier
from abutre.adapters.web.sockets import WebSocketServer
from abutre.app.config import Config
from abutre.app.container import facets
from abutre.app.services.health import HealthCheck, Unresolved
from abutre.app.services.liveness import Liveness
from abutre.app.services.pulse import Pulse
from abutre.app.services.trader import Trader
from abutre.domain.observing import Health, Instruments
from abutre.domain.ports import Clock


def instrumented(
    metrics: PrometheusMetrics,
    *,
    trader: Trader,
    pulse: Pulse,
    unresolved: Unresolved,
    notifier: Notifier,
    server: WebSocketServer,
    reconnects: Callable[[], int],
) -> PrometheusMetrics:
    """`metrics`, which from now on also reads what others keep."""
    gauge, counter = metrics.read_gauge, metrics.read_counter
    gauge("feed_age_seconds", "Since the market last gave a sign of life.", pulse.age)
    gauge("unresolved_purchases", "Purchases with an unknown outcome.", lambda: unresolved.count)
    gauge("trader_queue", "Facts that wait for the trader.", lambda: trader.waiting)
    gauge("journal_failing", "1 while the journal cannot be written.", trader.failing.is_set)
    gauge("notification_queue", "Notifications that wait for the slowest service.", lambda: notifier.waiting)
    gauge("clients", "Dashboards that are connected.", lambda: server.connected_clients)
    gauge("client_queue_bytes", "Bytes that dashboards have not read yet.", lambda: server.waiting_bytes)
    counter("facts", "Facts that the trader has dealt with.", lambda: trader.dealt_with)
    counter("reconnects", "Lost connections to the broker that were replaced.", reconnects)
    counter("dropped_clients", "Dashboards cut off, as they read too slowly.", lambda: server.dropped_clients)
    counter("dropped_notifications", "Notifications that were not sent.", lambda: notifier.dropped)
    return metrics


class Standing(containers.DeclarativeContainer):
    """What the parts of a running bot tell of themselves."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    clock: providers.Dependency[Clock] = providers.Dependency()
    trader: providers.Dependency[Trader] = providers.Dependency(instance_of=Trader)
    deriv: providers.Dependency[Deriv] = providers.Dependency(instance_of=Deriv)
    server: providers.Dependency[WebSocketServer] = providers.Dependency(instance_of=WebSocketServer)
    pulse: providers.Dependency[Pulse] = providers.Dependency(instance_of=Pulse)
    unresolved: providers.Dependency[Unresolved] = providers.Dependency(instance_of=Unresolved)
    metrics: providers.Dependency[PrometheusMetrics] = providers.Dependency(instance_of=PrometheusMetrics)
    notifier: providers.Dependency[Notifier] = providers.Dependency(instance_of=Notifier)

    connected: providers.Provider[bool] = providers.Selector(
        config.provided.market,
        simulator=deriv.provided.connected.call(),
        replay=providers.Callable(facets.always),
        deriv=deriv.provided.connected.call(),
    )
    reconnects: providers.Provider[int] = providers.Selector(
        config.provided.market,
        simulator=deriv.provided.reconnects.call(),
        replay=providers.Callable(facets.never),
        deriv=deriv.provided.reconnects.call(),
    )
    health: providers.Provider[Health] = providers.Singleton(
        HealthCheck, trader=trader, pulse=pulse, unresolved=unresolved, connected=connected.provider
    )
    liveness: providers.Provider[Liveness] = providers.Singleton(Liveness, trader=trader, clock=clock)
    instruments: providers.Provider[Instruments] = providers.Singleton(
        instrumented,
        metrics,
        trader=trader,
        pulse=pulse,
        unresolved=unresolved,
        notifier=notifier,
        server=server,
        reconnects=reconnects.provider,
    )
