"""What the limits count: kept in memory, and forgotten in passing, without a thread that looks after it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from limits.storage import MovingWindowSupport, Storage

_LOOKED_AT = 2


@dataclass(slots=True)
class _Window:
    ends: float  # epoch seconds: when nothing in it counts any more
    count: int = 0
    times: deque[float] = field(default_factory=deque)  # of a moving one, oldest first


class Hits(Storage, MovingWindowSupport):
    """A storage for the library `limits`, used from one thread.

    The library's own begins a thread for every sweep, up to a hundred a second, and whoever counts waits for
    it to begin. Here each hit looks at the two windows that were hit longest ago, and drops those that are
    over; it makes one at most, so they do not become many.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Keep no window yet; `now` is epoch seconds."""
        super().__init__()
        self._now = now
        self._windows: dict[str, _Window] = {}  # in the order of their last hits

    def __len__(self) -> int:
        """How many windows are kept."""
        return len(self._windows)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing here raises; the library asks."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` in a fixed window, `expiry` seconds from its first hit on; what is in it."""
        now = self._now()
        window = self._found(key, now) or _Window(ends=now + expiry)
        window.count += amount
        self._keep(key, window, now)
        return window.count

    def get(self, key: str) -> int:
        """What is in a fixed window."""
        window = self._found(key, self._now())
        return 0 if window is None else window.count

    def get_expiry(self, key: str) -> float:
        """When a window is over, epoch seconds."""
        now = self._now()
        window = self._found(key, now)
        return now if window is None else window.ends

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Put `amount` into a moving window of `expiry` seconds, unless it would hold more than `limit`."""
        now = self._now()
        window = self._found(key, now) or _Window(ends=now)
        _move(window, now - expiry)
        if len(window.times) + amount > limit:
            return False
        window.times.extend([now] * amount)
        window.ends = now + expiry
        self._keep(key, window, now)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 (the library's signature)
        """The oldest entry of a moving window, epoch seconds, and how many there are."""
        now = self._now()
        window = self._found(key, now)
        if window is None:
            return now, 0
        _move(window, now - expiry)
        return (window.times[0] if window.times else now), len(window.times)

    def clear(self, key: str) -> None:
        """Forget a window."""
        self._windows.pop(key, None)

    def reset(self) -> int:
        """Forget all windows; how many there were."""
        count = len(self._windows)
        self._windows.clear()
        return count

    def check(self) -> bool:
        """Always True: it is there."""
        return True

    def _found(self, key: str, now: float) -> _Window | None:
        window = self._windows.get(key)
        return None if window is None or window.ends <= now else window

    def _keep(self, key: str, window: _Window, now: float) -> None:
        self._windows.pop(key, None)
        self._windows[key] = window
        for oldest in list(islice(self._windows, _LOOKED_AT)):
            if self._windows[oldest].ends <= now:
                del self._windows[oldest]


def _move(window: _Window, begin: float) -> None:
    while window.times and window.times[0] <= begin:
        window.times.popleft()
