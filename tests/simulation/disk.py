"""The disk under the real database: slow, full or read-only at times, left as it is when a crash comes."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from contextvars import Context
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar

from abutre.adapters.store.checkpoint import CHECKPOINT_FILE
from abutre.adapters.store.sqlite import DATABASE_FILE
from tests.simulation.process import PROCESS, Killed, Process
from tests.simulation.torn import Files, torn, without_power
from tests.simulation.trace import Trace

Given = ParamSpec("Given")
Result = TypeVar("Result")

_MOST_PAGES = 2**30
_SYNCED = 2
"""`PRAGMA synchronous` from which on a commit is on the disk when it returns."""
_LEFT_BEHIND = (".lock", "-shm")
"""What no disk keeps over a crash: locks, and the index that SQLite makes again."""


class Inline(Executor):
    """A thread that is none."""

    def __init__(self, *_args: object, **_kwargs: object) -> None: ...

    def submit(
        self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Result]:
        """Do it now."""
        done: Future[Result] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (whoever waits for it gets it)
            done.set_exception(error)
        return done


class Disk:
    """One data directory after the other: each crash leaves a new one.

    Attributes:
        directory: where the next process finds its data.
        crash_in: at which statement from now the process dies; None lets it live. 0 is while a commit is
            being written.
        crash_behind: whether the process dies as soon as a commit is done, before it hears of it.
        power_fails_in: after how many commits from now the machine stops, with all that was not synced;
            None keeps it running.
        latency: seconds that a write takes, mean.
        sick: "full" or "read-only"; None when it is well.
    """

    def __init__(
        self, *, base: Path, loop: asyncio.AbstractEventLoop, random: Random, trace: Trace, outside: Context
    ) -> None:
        self.directory = base / "0"
        self.crash_in: int | None = None
        self.crash_behind = False
        self.power_fails_in: int | None = None
        self.latency = 0.004
        self.sick: str | None = None
        self._base = base
        self._loop = loop
        self._random = random
        self._trace = trace
        self._outside = outside
        self._generation = 0
        self._free_at: dict[Process | None, float] = {}
        self._connections: dict[int, list[sqlite3.Connection]] = {}
        self._written: Files | None = None
        self._synced: Files | None = None
        self._committed = False

    @property
    def database(self) -> Path:
        """The file of the present process."""
        return self.directory / DATABASE_FILE

    def calm(self) -> None:
        """Nothing is wrong any more."""
        self.crash_in = None
        self.crash_behind = False
        self.power_fails_in = None
        self.latency = 0.004
        self.sick = None

    def run(self, work: Callable[[], Any], answer: asyncio.Future[Any]) -> None:
        """Do `work` at a later moment, one after the other; the answer comes later still."""
        process = PROCESS.get()
        begin = max(self._loop.time(), self._free_at.get(process, 0.0)) + self._wait()
        self._free_at[process] = begin
        self._loop.call_at(begin, self._do, work, answer)

    def _wait(self) -> float:
        return self._random.expovariate(1 / self.latency)

    def _do(self, work: Callable[[], Any], answer: asyncio.Future[Any]) -> None:
        self._committed = False
        self._fall_ill_or_recover()
        if self.power_fails_in is not None and self._synced is None:
            self._synced = self._files()
        try:
            result = work()
        except Killed:
            return
        except Exception as error:  # noqa: BLE001 (whoever waits for it gets it)
            self._loop.call_later(self._wait(), _settle, answer, None, error)
            return
        if self._written is not None:
            self._die_while_writing()
            return
        if self.power_fails_in is not None and self._committed and self._power_failed(self.power_fails_in):
            return
        if self.crash_behind and self._committed:
            self.crash_behind = False
            self._trace.count("crash behind a commit", "")
            self._kill()
            return
        self._loop.call_later(self._wait(), _settle, answer, result, None)

    def _fall_ill_or_recover(self) -> None:
        # SQLite's own limits, so that the errors are its own as well.
        process = PROCESS.get()
        for connection in [] if process is None else self._connections.get(process.number, []):
            with suppress(sqlite3.ProgrammingError):  # the process has closed it
                connection.execute(f"PRAGMA query_only = {int(self.sick == 'read-only')}")
                connection.execute(f"PRAGMA max_page_count = {1 if self.sick == 'full' else _MOST_PAGES}")

    def connected(self, connection: Any, _record: object) -> None:
        """A process has opened the database."""
        process = PROCESS.get()
        if process is not None:
            self._connections.setdefault(process.number, []).append(connection)

    def before_statement(
        self, _connection: object, _cursor: object, statement: str, parameters: object, *_more: object
    ) -> None:
        """A statement is about to be carried out."""
        if PROCESS.get() is None:
            return
        self._trace.note("sql", f"{statement[:40]!r} {parameters!r}")
        if self.crash_in is not None and self.crash_in > 0:
            self.crash_in -= 1
            if self.crash_in == 0:
                self.crash_in = None
                self._trace.count("crash between two statements", "")
                self._kill()
                raise Killed

    def before_commit(self, _connection: object) -> None:
        """A transaction is about to be committed."""
        self._committed = True
        if PROCESS.get() is not None and self.crash_in == 0:
            self.crash_in = None
            self._written = self._files()

    def _die_while_writing(self) -> None:
        before, after = self._written or {}, self._files()
        self._written = None
        left = torn(before, after, self._random)
        self._trace.count(
            "crash while writing", f"{sorted((name, len(data)) for name, data in left.items())}"
        )
        process = PROCESS.get()
        assert process is not None
        process.kill()
        for name, data in left.items():
            (self.directory / name).write_bytes(data)

    def _power_failed(self, commits_left: int) -> bool:
        now, synced = self._files(), self._synced or {}
        if self._syncs_commits():
            self._synced = synced = synced | {name: now[name] for name in now if name != CHECKPOINT_FILE}
        self.power_fails_in = commits_left - 1
        if self.power_fails_in > 0:
            return False
        left = without_power(synced, now, self._random)
        self._trace.count("crash: no power", f"{sorted((name, len(data)) for name, data in left.items())}")
        self._kill()
        for name, data in left.items():
            (self.directory / name).write_bytes(data)
        return True

    def _syncs_commits(self) -> bool:
        modes = []
        process = PROCESS.get()
        for connection in [] if process is None else self._connections.get(process.number, []):
            with suppress(sqlite3.ProgrammingError):  # the process has closed it
                modes += connection.execute("PRAGMA synchronous").fetchone()
        return min(modes, default=_SYNCED) >= _SYNCED

    def _kill(self) -> None:
        process = PROCESS.get()
        assert process is not None
        process.kill()

    def _files(self) -> Files:
        return {
            path.name: path.read_bytes()
            for path in sorted(self.directory.iterdir())
            if not path.name.endswith(_LEFT_BEHIND)
        }

    def died(self, process: Process) -> None:
        """Keep the files as they are: the next process begins with them."""
        self.power_fails_in = self._synced = None
        old = self.directory
        self._generation += 1
        self.directory = self._base / str(self._generation)
        self.directory.mkdir()
        if old.exists():
            for path in sorted(old.iterdir()):
                if not path.name.endswith(_LEFT_BEHIND):
                    shutil.copy2(path, self.directory / path.name)
        self._loop.call_later(0, self._forget, process, old, context=self._outside)

    def _forget(self, process: Process, directory: Path) -> None:
        for connection in self._connections.pop(process.number, []):
            connection.close()
        shutil.rmtree(directory, ignore_errors=True)


def _settle(answer: asyncio.Future[Any], result: object, error: Exception | None) -> None:
    if answer.done():
        return
    if error is None:
        answer.set_result(result)
    else:
        answer.set_exception(error)
