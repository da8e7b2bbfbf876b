"""The store, opened once, by one process, used from one thread, wherever it is."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from abutre.adapters.store.backend import Kept, TakenError
from abutre.adapters.store.backends import backend_of
from abutre.adapters.store.server import Place
from abutre.domain.errors import StoreError

Result = TypeVar("Result")

Work = Callable[[Connection], Result]
"""What happens in one transaction."""

_LOOK_AGAIN = 0.5
"""Seconds between two looks of a standby."""

_log = logging.getLogger(__name__)


class _LostError(StoreError):
    """The connection is gone, and with it the lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unanswered:
    """Work whose commit the server did not answer. Work that is equal to it is the same work, tried again."""

    work: Work[object]
    result: object
    kept: Kept


class Database:
    """The store at `place`, a data directory or a server, created or upgraded when it is opened.

    Everything that may block runs on one thread of its own, so the event loop never waits for disk or server.
    Opened once: after `close` make a new one. A connection that is lost is made anew at once, and else by
    the next `run`.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._backend = backend_of(place)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._resources = ExitStack()
        self._connection: Connection | None = None
        self._is_open = False
        self._unanswered: _Unanswered | None = None
        self._reading = asyncio.Lock()

    async def open(self, *, standby: bool = False) -> None:
        """Take the store, and create or upgrade what is in it.

        Args:
            standby: wait for as long as another process uses it, through whatever befalls it meanwhile.

        Raises:
            TakenError: another process uses it.
            StoreError: it cannot be used, is damaged, another program's, or of a newer version; it is left as
                it was.
        """
        waiting_for = ""
        try:
            while not self._is_open:
                try:
                    await self._on_thread(self._connected)
                    self._is_open = True
                except StoreError as error:
                    if not standby or not (waiting_for or isinstance(error, TakenError)):
                        raise
                    if str(error) != waiting_for:
                        waiting_for = str(error)
                        _log.info("standing by: %s", waiting_for)
                    await asyncio.sleep(_LOOK_AGAIN)
        except BaseException:
            await self.close()
            raise

    async def claim(self, account: str) -> None:
        """Let no other bot on this database trade `account`, from now until this one is closed.

        Raises:
            StoreError: another bot trades it.
        """
        await self.run(lambda connection: self._backend.claim(connection, account))

    async def close(self) -> None:
        """Finish what has begun, and let go of the store. A second time does nothing."""
        self._is_open = False
        try:
            closing = asyncio.get_running_loop().run_in_executor(self._thread, self._let_go)
        except RuntimeError:  # closed before
            return
        self._thread.shutdown(wait=False)
        await asyncio.shield(closing)  # letting go happens, whoever waits for it or not

    async def __aenter__(self) -> Self:
        if not self._is_open:
            await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self, work: Work[Result]) -> Result:
        """Do `work` in a transaction of its own, one after the other; durable when this returns.

        When the caller is cancelled, the transaction happens whole or not at all, as in a crash.

        Raises:
            StoreError: the database refused, is out of reach or is not open; nothing of `work` was kept, or
                the server's answer was lost: then work that is equal to it finds out, and is not done twice.
            TakenOverError: the connection was lost, and another process has taken over.
        """
        if not self._is_open:
            raise StoreError(f"{self._backend.place}: the database is not open")
        return await self._on_thread(lambda: self._transact(work))

    async def read(self, work: Work[Result]) -> Result:
        """As `run`, for those who can wait: one at a time, so that a commit waits for one of them at most."""
        async with self._reading:
            return await self.run(work)

    async def _on_thread(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _transact(self, work: Work[Result]) -> Result:
        try:
            return self._transact_once(work)
        except _LostError:
            return self._transact_once(work)

    def _transact_once(self, work: Work[Result]) -> Result:
        connection = self._connected()
        if self._unanswered is not None and self._unanswered.work == work:
            done, self._unanswered = self._unanswered, None
            return cast("Result", done.result)
        unanswered: _Unanswered | None = None
        try:
            with connection.begin():
                result = work(connection)
                if (kept := self._backend.mark(connection)) is not None:
                    unanswered = _Unanswered(work=work, result=result, kept=kept)
        except DBAPIError as error:
            if error.connection_invalidated:
                self._let_go()
                self._unanswered = unanswered or self._unanswered
                raise _LostError(self._said(error)) from error
            raise StoreError(self._said(error)) from error
        return result

    def _connected(self) -> Connection:
        if self._connection is None:
            with ExitStack() as resources:
                try:
                    connection = self._backend.open(resources)
                    self._find_out(connection)
                except DBAPIError as error:
                    raise StoreError(self._said(error)) from error
                self._resources = resources.pop_all()
            self._connection = connection
        return self._connection

    def _find_out(self, connection: Connection) -> None:
        if self._unanswered is not None:
            with connection.begin():
                if not self._unanswered.kept(connection):
                    self._unanswered = None

    def _let_go(self) -> None:
        self._connection = None
        self._resources.close()

    def _said(self, error: DBAPIError) -> str:
        return f"{self._backend.place}: {self._backend.explain(error)}"
