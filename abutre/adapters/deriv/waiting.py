"""Waiting with a deadline that the port `Clock` measures."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from abutre.domain.ports import Clock

T = TypeVar("T")


async def within(clock: Clock, seconds: float, awaitable: Awaitable[T]) -> T:
    """What `awaitable` gives, if it does so within `seconds`; else it is cancelled.

    Raises:
        TimeoutError: it did not.
    """
    work = asyncio.ensure_future(awaitable)
    work.add_done_callback(_look)
    timer = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({work, timer}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        raise TimeoutError
    finally:
        work.cancel()
        timer.cancel()


def _look(work: asyncio.Future[T]) -> None:
    """Take note of how `work` ended, which nobody else does when that was too late."""
    if not work.cancelled():
        work.exception()
