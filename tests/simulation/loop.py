"""An event loop whose time jumps to the next timer: no thread, no sleep, the same order for the same seed."""

import asyncio
import gc
import heapq
import sys
import warnings
from asyncio import Handle, TimerHandle, events
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from concurrent.futures import Executor
from contextlib import suppress
from contextvars import Context
from itertools import count
from typing import Any, TypeVar, TypeVarTuple

from tests.simulation.process import PROCESS

Result = TypeVar("Result")
Args = TypeVarTuple("Args")
Work = Coroutine[Any, Any, Result] | Generator[Any, None, Result]


class _Future(asyncio.Future[Any]):
    """A future that stands in sets where it was made, and not where its address is."""

    _serials = count()

    def __init__(self, *, loop: asyncio.AbstractEventLoop) -> None:
        self._serial = next(self._serials)
        super().__init__(loop=loop)

    def __hash__(self) -> int:
        return self._serial


class _Task(asyncio.Task[Any]):
    """As `_Future`."""

    def __init__(self, coro: Any, *, serial: int, loop: asyncio.AbstractEventLoop, **more: Any) -> None:
        self._serial = serial
        super().__init__(coro, loop=loop, **more)

    def __hash__(self) -> int:
        return self._serial


class StuckError(Exception):
    """Nothing is left to happen, and the main task has not ended."""


class SimulatedLoop(asyncio.AbstractEventLoop):
    """Runs callbacks in the order asyncio promises; those of a dead process are dropped.

    Attributes:
        threads: runs what was meant for a thread, and says when: `(work, answer)`.
    """

    def __init__(self) -> None:
        self.threads: Callable[[Callable[[], Any], asyncio.Future[Any]], None] = _at_once
        self.on_exception: Callable[[dict[str, Any]], None] = lambda _context: None
        self.signal_handlers: dict[Any, dict[int, Handle]] = {}
        self._now = 0.0
        self._ready: deque[Handle] = deque()
        self._timers: list[tuple[float, int, TimerHandle]] = []
        self._order = count()
        self._serials = count()
        self._closed = False
        self._graveyard: list[asyncio.Task[Any]] = []

    def time(self) -> float:
        """Seconds since the world began."""
        return self._now

    def call_soon(  # type: ignore[override]  # the stub has no name for the arguments
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Handle:
        handle = Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]  # there is one thread

    def call_later(  # type: ignore[override]  # as above
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> TimerHandle:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]  # as above
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> TimerHandle:
        handle = TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, next(self._order), handle))
        return handle

    def _timer_handle_cancelled(self, handle: TimerHandle) -> None:
        """Nothing: a cancelled timer is passed over when its time comes."""

    def create_future(self) -> asyncio.Future[Any]:
        return _Future(loop=self)

    def create_task(
        self, coro: Work[Result], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[Result]:
        task = _Task(coro, serial=next(self._serials), loop=self, name=name, context=context)
        if PROCESS.get() is not None or context is not None:
            self._remember(task)
        return task

    def _remember(self, task: asyncio.Task[Any]) -> None:
        # The task of a dead process must not be collected: that would run its cleanup.
        self._graveyard.append(task)
        if len(self._graveyard) > 256 and len(self._graveyard) & (len(self._graveyard) - 1) == 0:
            self._graveyard = [one for one in self._graveyard if not one.done()]

    def run_in_executor(  # type: ignore[override]  # as above
        self, _executor: Executor | None, func: Callable[..., Result], *args: Any
    ) -> asyncio.Future[Result]:
        answer: asyncio.Future[Result] = self.create_future()
        self.threads(lambda: func(*args), answer)
        return answer

    def run_until_complete(self, future: Any) -> Any:
        """Run until `future` is done; its result.

        Raises:
            StuckError: it never will be.
        """
        main = asyncio.ensure_future(future, loop=self)
        before = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(finalizer=self._finish)
        events._set_running_loop(self)
        try:
            while not main.done():
                self._step()
        finally:
            events._set_running_loop(None)
            sys.set_asyncgen_hooks(*before)
        return main.result()

    def _step(self) -> None:
        if not self._ready:
            self._jump()
        handle = self._ready.popleft()
        if handle.cancelled():
            return
        process = handle._context.get(PROCESS)  # type: ignore[attr-defined]  # what runs belongs to somebody
        if process is not None and not process.may_step():
            return
        handle._run()

    def _jump(self) -> None:
        while self._timers and self._timers[0][2].cancelled():
            heapq.heappop(self._timers)
        if not self._timers:
            raise StuckError("nothing is left to happen")
        self._now = max(self._now, self._timers[0][0])
        while self._timers and self._timers[0][0] <= self._now:
            self._ready.append(heapq.heappop(self._timers)[2])

    def _finish(self, generator: AsyncGenerator[Any, None]) -> None:
        self.create_task(generator.aclose())

    def add_signal_handler(  # type: ignore[override]  # as above
        self, sig: int, callback: Callable[..., object], *args: Any
    ) -> None:
        process = PROCESS.get()
        self.signal_handlers.setdefault(process, {})[sig] = Handle(callback, args, self)

    def remove_signal_handler(self, sig: int) -> bool:
        return self.signal_handlers.get(PROCESS.get(), {}).pop(sig, None) is not None

    def signal(self, process: object, sig: int) -> None:
        """Deliver `sig` to a process, as kill(1) does."""
        handle = self.signal_handlers.get(process, {}).get(sig)
        if handle is not None:
            self._ready.append(handle)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Tell of an exception that nobody took."""
        self.on_exception(context)

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Forget everything; the cleanup of what was killed runs now, where nothing can see it."""
        self._closed = True
        self._ready.clear()
        self._timers.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for task in self._graveyard:
                task._log_destroy_pending = False  # type: ignore[attr-defined]  # it was killed, not forgotten
                with suppress(BaseException):  # what a killed task says of its end is of no interest
                    task.get_coro().close()
            self._graveyard.clear()
            gc.collect()


def _at_once(work: Callable[[], Any], answer: asyncio.Future[Any]) -> None:
    answer.set_result(work())
