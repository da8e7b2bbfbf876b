"""A machine whose disk and memory are what the test says."""

from abutre.domain.records import Vitals

PLENTY = 10**10


class FakeHost:
    """Port `Host`."""

    def __init__(self) -> None:
        self.free_disk: int | None = PLENTY
        self.free_memory: int | None = PLENTY

    async def vitals(self) -> Vitals:
        return Vitals(free_disk=self.free_disk, free_memory=self.free_memory)
