"""Opens sockets; the one place that knows the library. No address leaves it: one may hold a password."""

import logging

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from abutre.adapters.deriv.errors import LinkLostError

_OPEN_TIMEOUT = 10.0
_LARGEST_FRAME = 16 * 1024 * 1024

_MUTE = logging.getLogger("abutre.adapters.deriv.dial.library")
"""The library logs addresses and frames, tokens included."""
_MUTE.disabled = True


class WebSocket:
    """An open socket whose every failure is a `LinkLostError`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def send(self, text: str) -> None:
        """Send one frame.

        Raises:
            LinkLostError: it may or may not have left.
        """
        try:
            await self._socket.send(text)
        except ConnectionClosed as closed:
            raise _lost(closed) from None

    async def receive(self) -> str | bytes:
        """The next frame.

        Raises:
            LinkLostError: there will be none.
        """
        try:
            return await self._socket.recv()
        except ConnectionClosed as closed:
            raise _lost(closed) from None

    def abort(self) -> None:
        """End it now, whether the other side is there or not."""
        self._socket.transport.abort()


async def dial(url: str) -> WebSocket:
    """Open a socket to `url`.

    Raises:
        LinkLostError: it could not be opened; the text holds no part of `url`.
    """
    try:
        socket = await connect(
            url,
            open_timeout=_OPEN_TIMEOUT,
            ping_interval=None,
            max_size=_LARGEST_FRAME,
            logger=_MUTE,
            proxy=None,
        )
    except InvalidStatus as refused:
        raise LinkLostError(f"the socket was refused with HTTP {refused.response.status_code}") from None
    except (OSError, TimeoutError, ValueError, WebSocketException) as error:
        raise LinkLostError(f"the socket could not be opened ({type(error).__name__})") from None
    return WebSocket(socket)


def _lost(closed: ConnectionClosed) -> LinkLostError:
    code = None if closed.rcvd is None else closed.rcvd.code
    return LinkLostError("the connection broke" if code is None else f"the connection was closed ({code})")
