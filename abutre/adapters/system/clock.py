"""The host's clock, behind the port `Clock`."""

import asyncio
import time


class SystemClock:
    """Port `Clock` by the operating system and asyncio."""

    def now(self) -> int:
        """Epoch seconds, UTC."""
        return int(time.time())

    def monotonic(self) -> float:
        """Seconds since some moment, for measuring."""
        return time.monotonic()

    def worked(self) -> float:
        """Seconds of the processor that this thread has taken."""
        return time.thread_time()

    async def sleep(self, seconds: float) -> None:
        """Wait. 0 or less yields to the loop once."""
        await asyncio.sleep(max(0.0, seconds))
