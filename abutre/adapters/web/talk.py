"""A WebSocket from its handshake to its end, and the change to it from long-polling."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, web

from abutre.adapters.web.frames import PROBED
from abutre.adapters.web.session import Session

Turn = Callable[[], Awaitable[None]]
"""Waits until others have had their turn: many packets may have come at once."""


async def loop_turn() -> None:
    """One turn of the event loop."""
    await asyncio.sleep(0)


async def changed_over(session: Session, socket: web.WebSocketResponse, patience: float) -> bool:
    """Whether a polling client proved its WebSocket and wants to go on there.

    Args:
        session: it polls; meanwhile what is sent to it waits, and its polls end with a NOOP.
        socket: the new connection.
        patience: seconds for each of the two packets.
    """
    if session.upgraded or session.upgrading or session.closed:
        return False
    try:
        if await _heard(socket, patience) != "2probe":
            return False
        session.begin_upgrade()
        await socket.send_str(PROBED.polled)
        return await _heard(socket, patience) == "5" and not session.closed
    except (TimeoutError, ConnectionError):
        return False
    finally:
        session.end_upgrade()


async def converse(session: Session, socket: web.WebSocketResponse, turn: Turn) -> None:
    """Take in what the client says until one of both ends it, with a `turn` for others after each packet."""
    try:
        while True:
            message = await socket.receive()
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                break
            await session.hear(message.data)
            await turn()
    except ValueError:
        session.close("transport error")
    else:
        session.close("transport close", None)


async def _heard(socket: web.WebSocketResponse, patience: float) -> object:
    async with asyncio.timeout(patience):
        return (await socket.receive()).data
