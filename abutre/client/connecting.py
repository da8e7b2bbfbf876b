"""Makes and ends one connection, where python-socketio waits too long or too short, or leaves things."""

import asyncio
from collections.abc import Callable

from socketio import AsyncClient
from socketio.exceptions import ConnectionError as ConnectionRefused
from socketio.exceptions import SocketIOError

from abutre.client.turned_away import TurnedAway, words_of

ANSWER_SECONDS = 10
"""How long a busy bot may take to answer."""


async def connect(socket: AsyncClient, url: str, auth: Callable[[], dict[str, object]]) -> None:
    """Connect `socket`, which never was before.

    Raises:
        TurnedAway: the bot does not let this client in.
        ConnectionRefused: nobody answers, or not in a way that can be understood.
    """
    answered = asyncio.Event()
    told: list[object] = []

    def answer(*data: object) -> None:
        told.extend(data)
        answered.set()

    socket.on("connect", answer)
    socket.on("connect_error", answer)
    try:
        # The library would wait one second, on a line that has broken too, and lose a cancellation meanwhile.
        await socket.connect(url, auth=auth, wait=False)
    except SocketIOError as refused:
        raise ConnectionRefused(words_of(told) or str(refused)) from refused
    except Exception as broken:
        # The library lets through what goes wrong while it reads or understands an answer.
        raise ConnectionRefused(f"the answer broke: {broken!r}") from broken
    await _first_of(answered, socket)
    if socket.failed_namespaces:
        raise TurnedAway(words_of(told) or "it does not say why")
    if socket.eio.state != "connected":
        raise ConnectionRefused("the connection broke")
    if not answered.is_set():
        raise ConnectionRefused(f"the bot did not answer within {ANSWER_SECONDS} s")


async def close(socket: AsyncClient) -> None:
    """End the connection with a word to the other side, if there is one."""
    try:
        if socket.connected:
            await socket.disconnect()
    finally:
        await drop(socket)


async def drop(socket: AsyncClient) -> None:
    """End the connection without waiting for the other side, or for tasks that it may not have begun.

    The library leaves things of a connection that broke: its two loops, the WebSocket, the session.
    """
    engine = socket.eio
    try:
        await engine.disconnect(abort=True)
    finally:
        for loop in (engine.read_loop_task, engine.write_loop_task):
            if loop is not None:
                loop.cancel()
        if engine.ws is not None:
            await engine.ws.close()
        if engine.http is not None:
            await engine.http.close()


async def _first_of(answered: asyncio.Event, socket: AsyncClient) -> None:
    """Wait for the answer, for the connection's end, or for as long as an answer may take."""
    answering = asyncio.create_task(answered.wait())
    try:
        ends = [end for end in (answering, socket.eio.read_loop_task) if end is not None]
        await asyncio.wait(ends, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        answering.cancel()
