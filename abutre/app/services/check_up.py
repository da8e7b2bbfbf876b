"""What a bot needs of its host and its market, checked before it trades; `abutre doctor` shows it."""

from collections.abc import Awaitable
from dataclasses import dataclass

from abutre.app.services.vitals import LEAST_DISK
from abutre.domain.errors import UserError
from abutre.domain.host import Host
from abutre.domain.ports import Broker, Clock, MarketFeed

LARGEST_SKEW = 5
"""Seconds between the host's clock and the broker's: whole seconds and a slow answer explain no more."""

SLOWEST_ANSWER = 1.0
"""Seconds. A contract takes two round trips; bought two seconds late it agrees less often with its candle."""

QUESTIONS = 5
"""Round trips that are measured."""

_MEGABYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check has come to.

    Attributes:
        about: what was looked at, a word or two.
        told: what was found; when it is not well, with what to do.
        is_well: whether nothing has to be mended.
    """

    about: str
    told: str
    is_well: bool


async def found(about: str, check: Awaitable[str]) -> Finding:
    """What `check` says, or the user error it raises."""
    try:
        return Finding(about=about, told=await check, is_well=True)
    except UserError as error:
        return Finding(about=about, told=str(error), is_well=False)


async def check_disk(host: Host) -> str:
    """Whether a bot would begin a sequence with what is left of the disk.

    Raises:
        UserError: too little is left.
    """
    left = (await host.vitals()).free_disk
    if left is None:
        return "the host does not say what is left"
    if left < LEAST_DISK:
        raise UserError(
            f"{left // _MEGABYTE} MB left, expected at least {LEAST_DISK // _MEGABYTE} MB; make room, "
            "or choose another --data-dir"
        )
    return f"{left // _MEGABYTE} MB left"


async def check_clock(feed: MarketFeed, clock: Clock) -> str:
    """Whether host and broker mean the same second.

    Raises:
        UserError: they do not, or the broker does not tell its time.
    """
    before = clock.now()
    told = await feed.now()
    skew = max(before - told, told - clock.now(), 0)
    if skew > LARGEST_SKEW:
        where = "ahead of" if before > told else "behind"
        raise UserError(
            f"the host's clock is {skew} s {where} the broker's, expected at most {LARGEST_SKEW} s; "
            "set it, and let NTP keep it (timedatectl set-ntp true)"
        )
    return f"the host's clock and the broker's are within {skew + 1} s"


async def check_latency(broker: Broker, clock: Clock) -> str:
    """How long a quote takes, as one is asked for before every purchase.

    Raises:
        UserError: too long, or there is none.
    """
    took = []
    for _ in range(QUESTIONS):
        before = clock.monotonic()
        await broker.quote()
        took.append(clock.monotonic() - before)
    middle, worst = sorted(took)[QUESTIONS // 2], max(took)
    told = f"round trips of {middle * 1000:.0f} ms, the slowest {worst * 1000:.0f} ms"
    if middle > SLOWEST_ANSWER:
        raise UserError(
            f"{told}, expected {SLOWEST_ANSWER * 1000:.0f} ms at most; run the bot on a faster line, or on "
            "a host nearer to Deriv"
        )
    return told
