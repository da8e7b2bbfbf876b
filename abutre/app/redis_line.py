"""The way from the configuration to Redis."""

from abutre.adapters.relay.line import Line
from abutre.adapters.relay.seal import Seal
from abutre.app.config import Config
from abutre.domain.errors import UserError
from abutre.domain.ports import Clock


def redis_line(config: Config, clock: Clock) -> Line:
    """What bot and gateways speak over; nothing is connected yet.

    Raises:
        UserError: address or secret are missing or none, or the extra `redis` is not installed.
    """
    if config.socketio_redis is None:
        raise UserError(
            "a gateway needs the Redis that its bot uses; set ABUTRE_SOCKETIO_REDIS, or --socketio-redis, "
            "as at `abutre serve`"
        )
    if config.redis_secret is None:
        raise UserError(
            "--socketio-redis needs ABUTRE_REDIS_SECRET, the same for the bot and its gateways; "
            "make one with: openssl rand -hex 32"
        )
    seal = Seal(config.redis_secret.get_secret_value(), now=clock.now)
    return Line(config.socketio_redis.get_secret_value(), bot=config.bot, seal=seal, clock=clock)
