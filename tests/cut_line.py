"""A line to a server that can be cut: now, or at one exact message, before or after it has arrived."""

import asyncio
from types import TracebackType
from typing import Self


class CutLine:
    """Passes everything on between a loopback port of its own and `server_port`."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._word: bytes | None = None
        self._deliver = False
        self._calls: list[asyncio.Task[None]] = []
        self._ends: list[asyncio.StreamWriter] = []
        self.was_cut = False

    def cut_at(self, word: bytes, *, deliver: bool) -> None:
        """Cut the line when a client says `word`; with `deliver` the server still hears it."""
        self._word, self._deliver = word, deliver

    def cut(self) -> None:
        """Cut every call now."""
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port: int = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        await asyncio.gather(*self._calls)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.current_task()
        assert call is not None
        self._calls.append(call)
        self._ends.append(writer)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        back = asyncio.create_task(self._carry(far_reader, writer))
        while (said := await reader.read(65_536)) and not self._is_the_word(said):
            far_writer.write(said)
        back.cancel()
        await asyncio.gather(back, return_exceptions=True)
        if said and self._deliver:
            far_writer.write(said)
            await far_reader.read(65_536)
        for end in (far_writer, writer):
            end.close()
            await asyncio.gather(end.wait_closed(), return_exceptions=True)

    def _is_the_word(self, said: bytes) -> bool:
        if self._word is None or self._word not in said:
            return False
        self._word, self.was_cut = None, True
        return True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while heard := await reader.read(65_536):
            writer.write(heard)
