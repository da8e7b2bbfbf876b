"""Streams that outlive their link: how they begin, and how they are brought back on the next one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from abutre.adapters.deriv.errors import RATE_LIMITS, Action, CallRefusedError, NotSentError
from abutre.adapters.deriv.link import Handler, Link, Stream
from abutre.adapters.deriv.requests import Request, forget_all
from abutre.domain.ports import Clock

_log = logging.getLogger(__name__)

_BUSY_PAUSE = 10.0
"""Seconds between two attempts at a stream that Deriv, or the budget, says is asked for too often."""
_ALREADY = frozenset({"AlreadySubscribed"})


@dataclass(slots=True, eq=False)
class Subscription:
    """A stream that outlives its link."""

    request: Request
    handler: Handler
    stream: Stream | None = None


def may_pass(error: CallRefusedError) -> bool:
    """Whether the same request may be answered later."""
    return error.action is Action.UNKNOWN or error.is_one_of(RATE_LIMITS)


async def begin(link: Link, subscription: Subscription) -> None:
    """Subscribe on `link`.

    Raises:
        DerivError: as `Link.stream`.
    """
    request, handler = subscription.request, subscription.handler
    try:
        subscription.stream = await link.stream(request, handler)
    except CallRefusedError as error:
        if not error.is_one_of(_ALREADY):
            raise
        await link.call(forget_all(request.call))
        subscription.stream = await link.stream(request, handler)


async def resume(link: Link, subscriptions: Sequence[Subscription], clock: Clock) -> None:
    """Subscribe to everything on a fresh link; what comes too often waits: a new link mends nothing.

    Raises:
        DerivError: the link is of no use.
    """
    for subscription in list(subscriptions):
        while not await _resumed(link, subscription):
            await clock.sleep(_BUSY_PAUSE)


async def _resumed(link: Link, subscription: Subscription) -> bool:
    """Resume a stream, or give it up; False when it came too often."""
    try:
        await begin(link, subscription)
    except CallRefusedError as error:
        if error.is_one_of(RATE_LIMITS):
            return False
        if may_pass(error):
            raise
        _log.warning("%s is not streamed any more: %s", subscription.request.call, error)
    except NotSentError:
        if not link.alive:
            raise
        return False
    return True
