"""A client that the bot does not let in: in the bot's own words, and whether another try could change it."""

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urljoin

import aiohttp
from socketio.exceptions import ConnectionError as ConnectionRefused

_PATIENCE = aiohttp.ClientTimeout(total=10)
_WORDS = ("message", "error")


class TurnedAway(ConnectionRefused):
    """The bot answered, and does not let this client in."""


def words_of(told: Sequence[object]) -> str | None:
    """What the bot says in the data of its refusal; None when it says nothing."""
    for about in told:
        if isinstance(about, dict):
            return next((str(about[name]) for name in _WORDS if name in about), None)
    return None


async def is_final(url: str, token: str | None) -> bool:
    """Whether no token of this kind is let in any more: revoked, expired, not valid, or missing.

    REST has a status for just that, where Socket.IO has words for people only. False as well when there is
    no answer: a bot that is away is waited for.
    """
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(urljoin(url, "/api/status"), headers=headers) as answer,
        ):
            return answer.status == HTTPStatus.UNAUTHORIZED
    except (aiohttp.ClientError, TimeoutError):
        return False
