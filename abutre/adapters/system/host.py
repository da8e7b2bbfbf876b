"""Disk and memory of this machine, behind the port `Host`."""

import asyncio
import os
import re
from pathlib import Path

from abutre.domain.records import Vitals

MEMORY_FILE = Path("/proc/meminfo")
"""Where Linux says what memory is left; other systems do not have it."""

_AVAILABLE = re.compile(r"^MemAvailable:\s+(\d+) kB$", re.MULTILINE)


class SystemHost:
    """Port `Host` by the operating system."""

    def __init__(self, data_dir: Path, *, memory_file: Path = MEMORY_FILE) -> None:
        """Watch the disk that holds `data_dir`."""
        self._data_dir = data_dir
        self._memory_file = memory_file

    async def vitals(self) -> Vitals:
        """What is left now."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Vitals:
        return Vitals(free_disk=self._free_disk(), free_memory=self._free_memory())

    def _free_disk(self) -> int | None:
        try:
            disk = os.statvfs(self._data_dir)
        except OSError:
            return None
        return disk.f_bavail * disk.f_frsize

    def _free_memory(self) -> int | None:
        try:
            found = _AVAILABLE.search(self._memory_file.read_text())
        except OSError:
            return None
        return None if found is None else int(found[1]) * 1024
