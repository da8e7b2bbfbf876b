"""The bot's side of Redis at work: nothing that happens there reaches trading."""

import logging
from collections.abc import Callable, Coroutine, Iterator

from abutre.app.container import Container
from abutre.app.gauges import show_relay
from abutre.domain.ports import Clock

_AGAIN_SECONDS = 1.0
_log = logging.getLogger(__name__)


def relay_pumps(container: Container) -> Iterator[Coroutine[object, object, None]]:
    """What tells and answers gateways; none where there is no Redis for them. Endless, and never fail."""
    if container.config().audience == "own":
        return
    clock, broadcast, health = container.clock(), container.relay.broadcast(), container.standing.health()
    show_relay(container.observation.metrics(), broadcast)
    yield sheltered(lambda: broadcast.run(container.about, health), clock)
    yield sheltered(container.desk().run, clock)


async def close_relay(container: Container) -> None:
    """Let the last words go out, for a second at most."""
    if container.config().audience == "gateways":
        await container.relay.broadcast().close()
        await container.relay.line().close()


async def sheltered(run: Callable[[], Coroutine[object, object, None]], clock: Clock) -> None:
    """Run it again and again, whatever it raises."""
    while True:
        try:
            await run()
        except Exception:  # noqa: BLE001 (a bug here is told, and must not end the bot)
            _log.exception("the way to the gateways failed, and is begun again")
        await clock.sleep(_AGAIN_SECONDS)
