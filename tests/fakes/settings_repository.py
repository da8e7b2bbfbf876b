"""A settings repository in memory."""

from collections.abc import Sequence

from abutre.domain.settings import Settings, StoredSettings


class FakeSettingsRepository:
    """The port `SettingsRepository` in memory."""

    def __init__(self) -> None:
        self.versions = [StoredSettings(settings=Settings(), version=1, stored_at=0)]

    async def load(self) -> StoredSettings:
        return self.versions[-1]

    async def store(self, settings: Settings, *, stored_at: int) -> StoredSettings:
        stored = StoredSettings(settings=settings, version=len(self.versions) + 1, stored_at=stored_at)
        self.versions.append(stored)
        return stored

    async def history(self) -> Sequence[StoredSettings]:
        return self.versions[::-1]
