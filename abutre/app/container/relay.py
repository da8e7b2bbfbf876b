"""What tells gateways: only where there is a Redis for them."""

from dependency_injector import containers, providers

from abutre.adapters.relay.broadcast import Broadcast
from abutre.adapters.relay.line import Line
from abutre.app.config import Config
from abutre.app.redis_line import redis_line
from abutre.app.services.everywhere import Everywhere
from abutre.domain.ports import Clock, EventPublisher


class Relay(containers.DeclarativeContainer):
    """The bot's side of Redis, and everybody who is told."""

    config: providers.Dependency[Config] = providers.Dependency(instance_of=Config)
    clock: providers.Dependency[Clock] = providers.Dependency()
    server: providers.Dependency[EventPublisher] = providers.Dependency()

    line: providers.Provider[Line] = providers.Singleton(redis_line, config=config, clock=clock)
    broadcast: providers.Provider[Broadcast] = providers.Singleton(Broadcast, line=line, clock=clock)
    everywhere: providers.Provider[EventPublisher] = providers.Singleton(Everywhere, server, broadcast)
    publisher: providers.Provider[EventPublisher] = providers.Selector(
        config.provided.audience, own=server, gateways=everywhere
    )
